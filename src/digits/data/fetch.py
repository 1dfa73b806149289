"""Get the raw files once per user, checked, and put them in place in one move."""

import shutil
from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory

from digits.data.checksums import sha256_of
from digits.data.disk import DiskError, writing
from digits.data.download_cache import CachedFile
from digits.data.raw_files import ExpectedFile
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

    A file counts only if its SHA-256 is the expected one; where none is known, only if its size is:
    it then comes from a source that has checked what it was made from. The cache names each file by
    its checksum, and is filled on the way. The folder appears whole or not at all.

    Raises `FetchError` with what each source answered and how to supply the files by hand, or with
    the file that the cache can't hold; `DiskError` where the folder can't be written.
    """
    cached = {name: CachedFile(cache, f"{dataset}-{name}", raw) for name, raw in files.items()}
    try:
        cache.mkdir(parents=True, exist_ok=True)
        found = {name: path for name, entry in cached.items() if (path := entry.find())}
        missing = {name: entry for name, entry in cached.items() if name not in found}
        if missing:
            found |= _fill_cache(missing, sources, cache, open_bar, say)
    except DiskError as error:
        raise FetchError(f"{error}; {_MOVE}") from error
    except OSError as error:
        raise FetchError(f"{error.filename or cache}: {error.strerror}; {_MOVE}") from error
    _put_in_place({name: (found[name], raw.size) for name, raw in files.items()}, destination)


def _fill_cache(
    missing: Mapping[str, CachedFile],
    sources: Iterable[Source],
    cache: Path,
    open_bar: OpenBar,
    say: Callable[[str], None],
) -> dict[str, Path]:
    """Fetch files into the cache; return where each lies."""
    found: dict[str, Path] = {}
    reasons: list[str] = []
    for source in sources:
        lacking = {name: entry for name, entry in missing.items() if name not in found}
        say(f"fetching {len(lacking)} files from {source.name}")
        with TemporaryDirectory(dir=cache, prefix="incoming-") as folder:
            for name, result in _fetch(source, lacking, Path(folder), open_bar):
                if isinstance(result, Path):
                    found[name] = result
                else:
                    reasons.append(f"{source.name}: {result}")
                    say(f"  failed: {result}")
        if len(found) == len(missing):
            return found
    raise FetchError(
        f"could not fetch {', '.join(name for name in missing if name not in found)}. Tried:\n"
        + "\n".join(f"  - {reason}" for reason in reasons)
        + "\nTo supply them by hand, put the four files (.gz or plain) into a folder and set"
        " dataset.source in params.yaml to its path."
    )


def _fetch(
    source: Source, entries: Mapping[str, CachedFile], folder: Path, open_bar: OpenBar
) -> Iterator[tuple[str, Path | str]]:
    """Let a source write what it can into a folder; move what is good to the cache.

    Yields names with the place in the cache, or with what went wrong.
    """
    try:
        source.fetch({name: entry.expected for name, entry in entries.items()}, folder, open_bar)
    except TransferError as error:
        yield "", str(error)
    for name, entry in entries.items():
        received = folder / name
        if not received.is_file():
            continue
        sha256 = sha256_of(received)
        if mistake := _mistake(received, entry.expected, sha256):
            yield name, f"{name}: {mistake}"
        else:
            yield name, entry.receive(received, sha256)


def _mistake(path: Path, expected: ExpectedFile, sha256: str) -> str | None:
    """What is wrong with a file of this checksum, None where nothing is."""
    size = path.stat().st_size
    if expected.sha256 is None:
        right = size == expected.size
        return None if right else f"wrong file: {size:,} bytes, expected {expected.size:,}"
    if sha256 == expected.sha256:
        return None
    return (
        f"wrong file: {size:,} bytes with SHA-256 {sha256[:12]}…,"
        f" expected {expected.size:,} bytes with {expected.sha256[:12]}…"
    )


def _put_in_place(files: Mapping[str, tuple[Path, int]], destination: Path) -> None:
    """Copy files of the cache, each with its size in bytes."""
    with writing(destination, sum(size for _, size in files.values())):
        destination.parent.mkdir(parents=True, exist_ok=True)
        with TemporaryDirectory(dir=destination.parent, prefix=".incoming-") as folder:
            whole = Path(folder) / destination.name
            whole.mkdir()
            for name, (source, size) in files.items():
                if not source.is_file():
                    raise FetchError(
                        f"{source.parent}: {name} was removed from it meanwhile; fetch it again"
                        f" with: dvc repro download; {_MOVE}"
                    )
                with writing(destination / name, size):
                    shutil.copyfile(source, whole / name)
            with suppress(FileNotFoundError):
                destination.rename(Path(folder) / "old")  # removed with this temporary folder
            whole.rename(destination)
