"""What is said of a file that the system doesn't take: what it lacks, and where to look."""

import errno
import re
from pathlib import Path

import pytest

from digits.disk_errors import why_not_written


def test_of_a_full_disk_the_free_bytes_are_told(tmp_path: Path) -> None:
    assert re.fullmatch(
        "No space left on device; it needs 200,000 bytes, and [0-9,]+ are free",
        why_not_written(tmp_path / "new" / "file", errno.ENOSPC, 200_000),
    )


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        (
            errno.EDQUOT,
            "Disk quota exceeded; it needs 200,000 bytes; `quota` shows how much you may store",
        ),
        (
            errno.EFBIG,
            (
                "File too large; it needs 200,000 bytes; `ulimit -f` shows how large a file may be,"
                " and a disk with FAT takes 4 GB"
            ),
        ),
    ],
)
def test_of_a_limit_not_the_disk_but_where_to_look_is_told(
    number: int, expected: str, tmp_path: Path
) -> None:
    assert why_not_written(tmp_path / "file", number, 200_000) == expected


def test_of_anything_else_the_reason_alone_is_told(tmp_path: Path) -> None:
    assert why_not_written(tmp_path / "file", errno.EACCES, 200_000) == "Permission denied"
