"""Rows of a mapped file, fetched from the disk side by side rather than one after the other."""

import ctypes
import mmap
import sys

from jaxtyping import Int64, Shaped
from torch import Tensor


def read_ahead(table: Shaped[Tensor, "all ..."], rows: Int64[Tensor, " k"]) -> None:
    """Tell the system which rows will be read next, where it is Linux.

    Read without a word, every row that isn't in memory is waited for, and brings along a
    neighbourhood of 128 kB that nobody asked for: from a file larger than memory, a hundred times
    what is wanted.

    Args:
        table: contiguous, on the CPU; nothing happens where it isn't mapped.
        rows: at any places, in any order. A hint costs some microseconds per row.
    """
    if sys.platform != "linux" or not table.numel():
        return
    advise = ctypes.CDLL(None).madvise
    size = table[0].nbytes
    for place in rows.tolist():
        first = table.data_ptr() + place * size
        start = first - first % mmap.PAGESIZE
        length = first + size - start
        advise(ctypes.c_void_p(start), ctypes.c_size_t(length), mmap.MADV_WILLNEED)
