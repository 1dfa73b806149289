"""EMNIST's files, which are published in one zip archive together with other splits."""

import zipfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from time import monotonic

import requests

from digits.data.checksums import check_md5
from digits.data.raw_files import ExpectedFile
from digits.data.transfer import OpenBar, TransferError, download, without_password
from digits.data.unpacking import unpack

_LARGEST = 600_000_000  # bytes; the archive has 561,753,746


@dataclass(frozen=True)
class ZipArchive:
    """A zip archive at a web address that holds the four files as `.gz`, in whatever folder."""

    url: str
    timeout: float  # seconds
    md5: str  # of the archive
    names: Mapping[str, str]  # of the files in it without `.gz`, by their names in data/raw

    @property
    def name(self) -> str:
        """The address, without a password."""
        return without_password(self.url)

    def fetch(self, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar) -> None:
        """See `Source.fetch`."""
        packed = folder / "archive.zip"
        with requests.Session() as session:
            deadline = monotonic() + self.timeout
            download(
                session, self.url, packed, limit=_LARGEST, deadline=deadline, open_bar=open_bar
            )
        check_md5(packed, self.md5)
        try:
            with zipfile.ZipFile(packed) as archive:
                self._unpack(archive, files, folder)
        # Of a compression or encryption that it doesn't know, zipfile says so in these last two.
        except (
            zipfile.BadZipFile,
            EOFError,
            zlib.error,
            NotImplementedError,
            RuntimeError,
        ) as error:
            raise TransferError(f"{self.name}: damaged archive ({error})") from error
        packed.unlink()

    def _unpack(
        self, archive: zipfile.ZipFile, files: Mapping[str, ExpectedFile], folder: Path
    ) -> None:
        # Members are read as streams and never extracted, so that no name in the archive decides
        # where anything is written.
        members = {PurePosixPath(name).name: name for name in archive.namelist()}
        for name, expected in files.items():
            wanted = f"{self.names[name]}.gz"
            if wanted not in members:
                raise TransferError(f"{self.name}: holds no {wanted}")
            with archive.open(members[wanted]) as stream:
                unpack(stream, folder / name, size=expected.size, name=wanted)
