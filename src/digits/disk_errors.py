"""Why the system doesn't take a file, in words; of a full disk also what it lacks."""

import errno
import os
import shutil
from pathlib import Path

_FULL = {errno.ENOSPC, errno.EDQUOT, errno.EFBIG}


def why_not_written(path: Path, number: int, size: int) -> str:
    """The reason for an error of the system's.

    Args:
        path: of the file, which may not exist.
        number: of the error, as in `errno`.
        size: of the file, bytes.
    """
    reason = os.strerror(number)
    if number not in _FULL:
        return reason
    free = shutil.disk_usage(_existing(path)).free
    return f"{reason}; it needs {size:,} bytes, and {free:,} are free"


def _existing(path: Path) -> Path:
    return next(each for each in path.resolve().parents if each.exists())
