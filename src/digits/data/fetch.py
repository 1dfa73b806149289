"""Get the raw files once per user, checked, and put them in place in one move."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

from digits.data.disk import DiskError, writing
from digits.data.published import ExpectedFile
from digits.data.source import Source
from digits.data.transfer import OpenBar, TransferError
from digits.errors import UserError

_MOVE = "the cache of downloads can be moved: set the environment variable DIGITS_CACHE_DIR"


class FetchError(UserError):
    """No source could supply the files, or the cache can't hold them."""


def fetch_raw_files(
    files: Mapping[str, ExpectedFile],
    sources: Iterable[Source],
    destination: Path,
    *,
    dataset: str,
    cache: Path,
    open_bar: OpenBar,
    say: Callable[[str], None],
) -> None:
    """Fill the folder `destination` with the files, from the cache or from the first good source.

    A file counts only if its SHA-256 is the expected one; where none is known, only if its size is,
    and the source has checked what it was made from. The cache names each file by its checksum, and
    is filled on the way. The folder appears whole or not at all.

    Raises `FetchError` with what each source answered and how to supply the files by hand, or with
    the file that the cache can't hold; `DiskError` where the folder can't be written.
    """
    cached = {name: _Cached(cache, f"{dataset}-{name}", raw) for name, raw in files.items()}
    try:
        cache.mkdir(parents=True, exist_ok=True)
        missing = {name: entry for name, entry in cached.items() if entry.path() is None}
        if missing:
            _fill_cache(missing, sources, cache, open_bar, say)
    except DiskError as error:
        raise FetchError(f"{error}; {_MOVE}") from error
    except OSError as error:
        raise FetchError(f"{error.filename or cache}: {error.strerror}; {_MOVE}") from error
    _put_in_place(cached, destination)


@dataclass(frozen=True)
class _Cached:
    """A file's place in the cache: its name there ends in its SHA-256, known before or found."""

    cache: Path
    key: str  # where no checksum is known
    expected: ExpectedFile

    def path(self) -> Path | None:
        """The file, where it is there and undamaged."""
        if known := self.expected.sha256:
            candidates = [self.cache / known]
        else:
            candidates = sorted(self.cache.glob(f"{self.key}.*"))
        for candidate in candidates:
            if candidate.is_file() and _sha256(candidate) == candidate.name.rpartition(".")[2]:
                return candidate
        return None

    def receive(self, file: Path) -> None:
        """Move a good file in."""
        known = self.expected.sha256
        file.replace(self.cache / (known or f"{self.key}.{_sha256(file)}"))


def _fill_cache(
    entries: Mapping[str, _Cached],
    sources: Iterable[Source],
    cache: Path,
    open_bar: OpenBar,
    say: Callable[[str], None],
) -> None:
    missing = {name: entry.expected for name, entry in entries.items()}
    reasons: list[str] = []
    for source in sources:
        say(f"fetching {len(missing)} files from {source.name}")
        with TemporaryDirectory(dir=cache, prefix="incoming-") as folder:
            for reason in _fetch(source, missing, Path(folder), open_bar):
                reasons.append(f"{source.name}: {reason}")
                say(f"  failed: {reason}")
            for name, expected in list(missing.items()):
                received = Path(folder) / name
                if _mistake(received, expected) is None:
                    entries[name].receive(received)
                    del missing[name]
        if not missing:
            return
    raise FetchError(
        f"could not fetch {', '.join(missing)}. Tried:\n"
        + "\n".join(f"  - {reason}" for reason in reasons)
        + "\nTo supply them by hand, put the four files (.gz or plain) into a folder and set"
        " dataset.source in params.yaml to its path."
    )


def _fetch(
    source: Source, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar
) -> Iterator[str]:
    """Let a source write what it can into a folder; yield what went wrong."""
    try:
        source.fetch(files, folder, open_bar)
    except TransferError as error:
        yield str(error)
    for name, expected in files.items():
        received = folder / name
        if received.exists() and (mistake := _mistake(received, expected)):
            yield f"{name}: {mistake}"


def _mistake(path: Path, expected: ExpectedFile) -> str | None:
    """What is wrong with a file, None where nothing is."""
    if not path.is_file():
        return "is missing"
    size = path.stat().st_size
    if expected.sha256 is None:
        right = size == expected.size
        return None if right else f"wrong file: {size:,} bytes, expected {expected.size:,}"
    if (sha256 := _sha256(path)) == expected.sha256:
        return None
    return (
        f"wrong file: {size:,} bytes with SHA-256 {sha256[:12]}…,"
        f" expected {expected.size:,} bytes with {expected.sha256[:12]}…"
    )


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def _put_in_place(files: Mapping[str, _Cached], destination: Path) -> None:
    with writing(destination, sum(entry.expected.size for entry in files.values())):
        destination.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=destination.parent, prefix=".incoming-") as folder:
            whole = Path(folder) / destination.name
            whole.mkdir()
            for name, entry in files.items():
                source = entry.path()
                if source is None:
                    raise FetchError(
                        f"{entry.cache}: {name} was removed from it meanwhile; {_MOVE}"
                    )
                with writing(destination / name, entry.expected.size):
                    shutil.copyfile(source, whole / name)
            with suppress(FileNotFoundError):
                destination.rename(Path(folder) / "old")  # removed with this temporary folder
            whole.rename(destination)
