"""Get the raw files once per user, checked, and put them in place in one move."""

import hashlib
import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from digits.data.disk import DiskError, writing
from digits.data.sources import Source
from digits.data.transfer import OpenBar, TransferError
from digits.errors import UserError
from digits.params.dataset import RawFile

_MOVE = "the cache of downloads can be moved: set the environment variable DIGITS_CACHE_DIR"


class FetchError(UserError):
    """No source could supply the files, or the cache can't hold them."""


def fetch_raw_files(
    files: Mapping[str, RawFile],
    sources: Iterable[Source],
    destination: Path,
    *,
    cache: Path,
    open_bar: OpenBar,
    say: Callable[[str], None],
) -> None:
    """Fill the folder `destination` with the files, from the cache or from the first good source.

    A file counts only if its SHA-256 is the expected one. The cache names each file by that
    checksum and is filled on the way. The folder appears whole or not at all.

    Raises `FetchError` with what each source answered and how to supply the files by hand, or with
    the file that the cache can't hold; `DiskError` where the folder can't be written.
    """
    try:
        cache.mkdir(parents=True, exist_ok=True)
        missing = {name: raw for name, raw in files.items() if not _is_cached(cache, raw)}
        if missing:
            _fill_cache(missing, sources, cache, open_bar, say)
    except DiskError as error:
        raise FetchError(f"{error}; {_MOVE}") from error
    except OSError as error:
        raise FetchError(f"{error.filename or cache}: {error.strerror}; {_MOVE}") from error
    _put_in_place(files, cache, destination)


def _is_cached(cache: Path, expected: RawFile) -> bool:
    return _mistake(cache / expected.sha256, expected) is None


def _fill_cache(
    missing: Mapping[str, RawFile],
    sources: Iterable[Source],
    cache: Path,
    open_bar: OpenBar,
    say: Callable[[str], None],
) -> None:
    missing = dict(missing)
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
                    received.replace(cache / expected.sha256)
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
    source: Source, files: Mapping[str, RawFile], folder: Path, open_bar: OpenBar
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


def _mistake(path: Path, expected: RawFile) -> str | None:
    """What is wrong with a file, None where nothing is."""
    if not path.is_file():
        return "is missing"
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    if sha256 == expected.sha256:
        return None
    return (
        f"wrong file: {path.stat().st_size:,} bytes with SHA-256 {sha256[:12]}…,"
        f" expected {expected.size:,} bytes with {expected.sha256[:12]}…"
    )


def _put_in_place(files: Mapping[str, RawFile], cache: Path, destination: Path) -> None:
    with writing(destination, sum(expected.size for expected in files.values())):
        destination.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=destination.parent, prefix=".incoming-") as folder:
            whole = Path(folder) / destination.name
            whole.mkdir()
            for name, expected in files.items():
                with writing(destination / name, expected.size):
                    shutil.copyfile(cache / expected.sha256, whole / name)
            with suppress(FileNotFoundError):
                destination.rename(Path(folder) / "old")  # removed with this temporary folder
            whole.rename(destination)
