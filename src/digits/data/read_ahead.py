"""Rows of a mapped file, fetched from the disk side by side rather than one after the other."""

import ctypes
import mmap
import sys
from collections.abc import Callable

from jaxtyping import Int64, Shaped
from torch import Tensor

_madvise: Callable[..., int] | None = ctypes.CDLL(None).madvise if sys.platform == "linux" else None


def read_ahead(table: Shaped[Tensor, "all ..."], rows: Int64[Tensor, " k"]) -> None:
    """Tell the system which rows will be read next, where it is Linux.

    Without this hint, every row that isn't in memory is waited for, and brings along a
    neighbourhood of 128 kB that nobody asked for: from a file larger than memory, a hundred times
    what is wanted.

    Args:
        table: contiguous, on the CPU; nothing happens where it isn't mapped.
        rows: at any places, in any order. A hint costs some microseconds per row.
    """
    if _madvise is None or not table.numel():
        return
    size = table[0].nbytes
    # Else a page once read in a row of many, as for a checksum, brings along the next of them.
    hints = [(table.data_ptr(), table.nbytes, mmap.MADV_RANDOM)]
    hints += [(table.data_ptr() + row * size, size, mmap.MADV_WILLNEED) for row in rows.tolist()]
    for address, length, advice in hints:
        start = address - address % mmap.PAGESIZE
        _madvise(ctypes.c_void_p(start), ctypes.c_size_t(address + length - start), advice)
