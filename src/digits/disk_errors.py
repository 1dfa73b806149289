"""Why the system doesn't take a file, in words; where it has no room, also what it lacks."""

import errno
import os
import shutil
from pathlib import Path

# Limits that have nothing to do with what is free on the disk, and where to look them up.
_LIMITS = {
    errno.EDQUOT: "`quota` shows how much you may store",
    errno.EFBIG: "`ulimit -f` shows how large a file may be, and a disk with FAT takes 4 GB",
}


def why_not_written(path: Path, number: int, size: int) -> str:
    """The reason for an error of the system's.

    Args:
        path: of the file, which may not exist.
        number: of the error, as in `errno`.
        size: of the file, bytes.
    """
    reason = os.strerror(number)
    if number == errno.ENOSPC:
        free = shutil.disk_usage(_existing(path)).free
        return f"{reason}; it needs {size:,} bytes, and {free:,} are free"
    if number in _LIMITS:
        return f"{reason}; it needs {size:,} bytes; {_LIMITS[number]}"
    return reason


def _existing(path: Path) -> Path:
    return next(each for each in path.resolve().parents if each.exists())
