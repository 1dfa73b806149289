"""The archive that EMNIST comes in, whole or not."""

import gzip
import hashlib
import io
import zipfile
from pathlib import Path

import pytest
from local_server import LocalServer, cut_off, whole

from digits.data.raw_files import ROLES, ExpectedFile
from digits.data.transfer import OpenBar, TransferError
from digits.data.zip_archive import ZipArchive

NAMES = {role: f"emnist-digits-{role}" for role in ROLES}


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def zipped(contents: dict[str, bytes], folder: str = "gzip/") -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        for role, content in contents.items():
            archive.writestr(f"{folder}{NAMES[role]}.gz", gzip.compress(content))
            archive.writestr(f"{folder}emnist-other-{role}.gz", b"another split")
    return stream.getvalue()


class Served:
    """An archive on a server, and the folder that it is fetched into."""

    def __init__(
        self, server: LocalServer, contents: dict[str, bytes], folder: Path, bar: OpenBar
    ) -> None:
        self.server, self.contents, self.bar = server, contents, bar
        self.folder = folder / "new"
        self.folder.mkdir()
        # As of EMNIST: sizes alone are known.
        self.files = {name: ExpectedFile(len(content)) for name, content in contents.items()}

    def fetch(self, archive: bytes, *, expected: bytes | None = None) -> dict[str, bytes]:
        self.server.answers["/gzip.zip"] = whole(archive)
        checksum = md5(archive if expected is None else expected)
        source = ZipArchive(f"{self.server.url}/gzip.zip", 5.0, checksum, NAMES)
        source.fetch(self.files, self.folder, self.bar)
        return {path.name: path.read_bytes() for path in self.folder.iterdir()}


@pytest.fixture
def served(
    server: LocalServer, contents: dict[str, bytes], tmp_path: Path, no_bar: OpenBar
) -> Served:
    return Served(server, contents, tmp_path, no_bar)


def test_the_four_files_of_one_split_come_out_and_nothing_else(served: Served) -> None:
    assert served.fetch(zipped(served.contents)) == served.contents


def test_names_in_the_archive_decide_nothing(served: Served, tmp_path: Path) -> None:
    for folder in ("../../", "/", "a/b/../c/", str(tmp_path / "elsewhere") + "/"):
        assert served.fetch(zipped(served.contents, folder)) == served.contents
    assert {path.name for path in tmp_path.iterdir()} == {"new"}


def test_another_archive_than_torchvisions_is_not_opened(served: Served) -> None:
    with pytest.raises(TransferError, match=r"wrong file: .* bytes with MD5 .*, expected "):
        served.fetch(zipped(served.contents), expected=b"another")
    assert {path.name for path in served.folder.iterdir()} == {"archive.zip"}


def test_a_file_that_is_missing_is_named(served: Served) -> None:
    first, *others = ROLES
    fewer = {role: served.contents[role] for role in others}
    with pytest.raises(TransferError, match=f"holds no emnist-digits-{first}.gz"):
        served.fetch(zipped(fewer))


def test_a_file_of_another_size_is_refused(served: Served) -> None:
    bomb = {**served.contents, ROLES[2]: bytes(50_000_000)}
    with pytest.raises(TransferError, match=r"more than the .* bytes expected"):
        served.fetch(zipped(bomb))
    assert sum(path.stat().st_size for path in served.folder.iterdir()) < 10**6


@pytest.mark.parametrize(
    "damaged",
    [b"", b"<html>Please log in</html>", b"PK\x03\x04" + bytes(99), b"PK\x05\x06" + bytes(18)],
)
def test_what_is_no_such_archive_is_a_transfer_error(served: Served, damaged: bytes) -> None:
    with pytest.raises(TransferError, match=r"damaged archive|holds no"):
        served.fetch(damaged)


def test_every_cut_and_flip_in_an_archive_is_a_transfer_error(served: Served) -> None:
    good = zipped(served.contents)
    refused = 0
    for place in range(0, len(good), 97):
        for bad in (good[:place], good[:place] + bytes([good[place] ^ 0x55]) + good[place + 1 :]):
            try:
                assert served.fetch(bad) == served.contents  # a flip in what nobody reads
            except TransferError:
                refused += 1
                for path in served.folder.iterdir():
                    path.unlink()
    assert refused > len(good) // 97  # every cut, and more
    print(f"{refused} damaged archives refused")


def test_a_connection_that_is_cut_is_a_transfer_error(served: Served) -> None:
    archive = zipped(served.contents)
    source = ZipArchive(f"{served.server.url}/gzip.zip", 5.0, md5(archive), NAMES)
    served.server.answers["/gzip.zip"] = cut_off(archive)
    with pytest.raises(TransferError, match=r"cut off|IncompleteRead"):
        source.fetch(served.files, served.folder, served.bar)
