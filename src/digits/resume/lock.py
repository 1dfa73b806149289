"""One trainer at a time for each run: killing DVC leaves its trainer behind, still at work."""

import os
from collections.abc import Generator
from contextlib import contextmanager, suppress
from pathlib import Path

from filelock import FileLock, Timeout

from digits.errors import UserError
from digits.whole_file import WriteError


class LockedError(UserError):
    """Another process is at work on the same run."""


@contextmanager
def only_process(folder: Path, what: str, to_stop: int | None = None) -> Generator[None]:
    """Hold a folder's lock inside the block; the system lets go of it if the process is killed.

    Args:
        folder: made where it doesn't exist; the lock is a file in it, which stays.
        what: the work, for the message.
        to_stop: number of the process that a signal should go to, while it lives; by default, and
            afterwards, this one's.

    Raises `LockedError` at once where another process holds the lock, `WriteError` where the
    folder doesn't take a file.
    """
    path = folder / "lock"
    lock = FileLock(path)
    try:
        folder.mkdir(parents=True, exist_ok=True)
        lock.acquire(timeout=0)
    except Timeout:
        # Waiting would gain nothing: a second DVC has deleted what the first one's child began.
        holder = _first_alive(path.read_text(encoding="ascii").split()) or "<its number>"
        raise LockedError(
            f"process {holder} is at work on {what} already (DVC, when killed, leaves it behind):"
            f" stop it with `kill {holder}`, which saves where it stands; then the same command"
            " goes on from there"
        ) from None
    except OSError as error:
        raise WriteError(f"{path}: can't be locked: {error.strerror or error}") from error
    try:
        with suppress(OSError):  # a full disk: the number is for a message only
            numbers = [to_stop, os.getpid()] if to_stop else [os.getpid()]
            path.write_text("".join(f"{number}\n" for number in numbers), encoding="ascii")
        yield
    finally:
        with suppress(OSError):
            path.write_text("", encoding="ascii")
        lock.release()


def _first_alive(numbers: list[str]) -> str | None:
    """The first of these processes that hasn't ended."""
    for number in numbers:
        try:
            os.kill(int(number), 0)
        except ProcessLookupError:
            continue
        except PermissionError:  # another user's
            return number
        return number
    return None
