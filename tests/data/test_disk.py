"""Writing on this machine: whose failure it is, in words, and every byte in its place."""

import errno
import os
import re
from pathlib import Path

import pytest

from digits.data.disk import DiskError, opened, writing


@pytest.mark.parametrize(
    ("error", "said"),
    [
        (OSError("as nobody knows it"), "as nobody knows it"),
        (OSError(errno.EROFS, "in other words"), os.strerror(errno.EROFS)),
        (OSError(errno.ENOSPC, ""), r".*; it needs 1,234,567 bytes, and [\d,]+ are free"),
    ],
)
def test_a_failure_is_told_with_the_file_and_what_it_needs(
    error: OSError, said: str, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    with pytest.raises(DiskError) as told, writing(path, 1_234_567):
        raise error
    assert re.fullmatch(f"{path}: can't be written: {said}", str(told.value))


def test_a_failure_of_what_supplies_the_bytes_stays_what_it_is(tmp_path: Path) -> None:
    def write() -> None:
        with opened(tmp_path / "file", 9) as add:
            add(b"before it")
            raise ConnectionError

    with pytest.raises(ConnectionError):
        write()
    assert (tmp_path / "file").read_bytes() == b"before it"


def test_a_file_that_cannot_be_opened_is_named_with_its_size(tmp_path: Path) -> None:
    path = tmp_path / "missing" / "file"
    with pytest.raises(DiskError) as told, opened(path, 9):
        pytest.fail("it was opened")
    assert str(told.value) == f"{path}: can't be written: {os.strerror(errno.ENOENT)}"


def test_a_system_that_writes_little_at_a_time_is_given_the_rest(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    class Slow:
        """A file that takes three bytes at once."""

        def __init__(self) -> None:
            self.content = b""

        def write(self, some: memoryview) -> int:
            self.content += bytes(some[:3])
            return min(3, len(some))

        def __enter__(self) -> None: ...

        def __exit__(self, *_: object) -> None: ...

    slow = Slow()

    def open_slowly(_path: Path, _mode: str, *, buffering: int) -> Slow:
        assert buffering == 0
        return slow

    monkeypatch.setattr(Path, "open", open_slowly)
    with opened(tmp_path / "file", 9) as add:
        add(b"0123456789")
        add(b"")
        add(b"ab")
    assert slow.content == b"0123456789ab"
