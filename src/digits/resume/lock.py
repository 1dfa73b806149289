"""One trainer at a time for each run: killing DVC leaves its trainer behind, still at work."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from digits.errors import UserError


class LockedError(UserError):
    """Another process is at work on the same run."""


@contextmanager
def only_process(folder: Path, what: str) -> Generator[None]:
    """Hold a folder's lock inside the block; the system lets go of it if the process is killed.

    Args:
        folder: made where it doesn't exist; the lock is a file in it, which stays.
        what: the work, for the message.

    Raises `LockedError` at once where another process holds the lock.
    """
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / "lock"
    lock = FileLock(path)
    try:
        lock.acquire(timeout=0)
    except Timeout:
        holder = path.read_text(encoding="ascii").strip() or "unknown"
        raise LockedError(
            f"process {holder} is at work on {what} already (DVC, when killed, leaves it behind):"
            f" wait until it ends, or stop it with `kill {holder}`"
        ) from None
    try:
        path.write_text(f"{os.getpid()}\n", encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            path.write_text("", encoding="ascii")
        lock.release()
