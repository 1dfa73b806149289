"""Writing on this machine: a failure of it is told apart from those of sources."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

from digits.disk_errors import why_not_written
from digits.errors import UserError


class DiskError(UserError):
    """A file can't be written here, wherever its bytes come from."""


@contextmanager
def writing(path: Path, size: int) -> Generator[None]:
    """Name the file that the block writes, where that fails, and the bytes that a full disk lacks.

    Raises `DiskError` for an `OSError` inside the block.
    """
    try:
        yield
    except OSError as error:
        reason = why_not_written(path, error.errno, size) if error.errno else str(error)
        raise DiskError(f"{path}: can't be written: {reason}") from error


@contextmanager
def opened(path: Path, size: int) -> Generator[Callable[[bytes], None]]:
    """A new file, as a function that adds bytes to it; what supplies them may fail in its own way.

    Raises `DiskError`, with `size` as the bytes that it needs, where it can't be written.
    """
    with writing(path, size):
        file = path.open("wb", buffering=0)  # so that no byte waits for an unguarded close

    def add(chunk: bytes) -> None:
        rest = memoryview(chunk)
        with writing(path, size):
            while rest:
                rest = rest[file.write(rest) :]

    with file:
        yield add
