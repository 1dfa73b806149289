"""Which pages of a file are in memory, and how to begin without any."""

import ctypes
import mmap
import os
from pathlib import Path

import pytest
import torch
from torch import Tensor


def in_memory(table: Tensor) -> list[bool]:
    """Which pages of a mapped table are, by mincore(2); the first begins before the table."""
    start = table.data_ptr() - table.data_ptr() % mmap.PAGESIZE
    length = table.data_ptr() + table.nbytes - start
    found = (ctypes.c_ubyte * -(-length // mmap.PAGESIZE))()
    assert not ctypes.CDLL(None).mincore(ctypes.c_void_p(start), ctypes.c_size_t(length), found)
    return [bool(page & 1) for page in found]


def leave_on_the_disk_alone(path: Path) -> None:
    """Take a file out of memory; skip the test where it stays there, as on tmpfs.

    Pages that have no disk behind them count as dirty, though nobody writes to them.
    """
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    if any(in_memory(torch.from_file(str(path), size=path.stat().st_size, dtype=torch.uint8))):
        pytest.skip("this file system keeps its files in memory")
