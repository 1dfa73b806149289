"""The IDX format of MNIST's files: a short header, then numbers.

Layout (big-endian): two zero bytes, a byte for the type (8: unsigned bytes, 12: 32-bit integers), a
byte for the number of dimensions, four bytes for the size of each dimension, the values in
row-major order.

Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
"""

import math
from pathlib import Path

import numpy as np
import torch
from jaxtyping import Int32, UInt8
from torch import Tensor

from digits.errors import UserError

_UNSIGNED_BYTE, _INTEGER = 8, 12
_TYPES = {_UNSIGNED_BYTE: np.dtype(np.uint8), _INTEGER: np.dtype(">i4")}
_MAGIC = 4  # bytes before the sizes
_MOST_DIMENSIONS = 3
_LARGEST = 2**40  # bytes, as of `dataset.files` in params.yaml
LONGEST_HEADER = _MAGIC + 4 * _MOST_DIMENSIONS  # bytes
_REPAIR = "see `dataset` in params.yaml, then: dvc repro download --force"


class IdxError(UserError):
    """A file is not what an IDX file of unsigned bytes or integers must be."""


def read_idx(path: Path, dimensions: int) -> UInt8[Tensor, "..."]:
    """Read an IDX file of unsigned bytes: images (dimensions=3) or labels (dimensions=1).

    Raises `IdxError`, naming the file, where it can't be read or header and length don't fit each
    other.
    """
    return torch.from_numpy(_read(path, dimensions, _UNSIGNED_BYTE).copy())


def read_idx_integers(path: Path, dimensions: int) -> Int32[Tensor, "..."]:
    """Read an IDX file of 32-bit integers. See `read_idx`."""
    return torch.from_numpy(_read(path, dimensions, _INTEGER).astype(np.int32))


def promised_size(head: bytes, path: Path) -> int:
    """How many bytes a file has that begins like this, header included.

    Args:
        head: its first `LONGEST_HEADER` bytes, or all of it where it is shorter.
        path: to be named.

    Raises `IdxError` where it is no IDX file of at most three dimensions, or promises more than can
    be read.
    """
    kind, dimensions = (head[2], head[3]) if len(head) >= _MAGIC else (0, 0)
    header = _MAGIC + 4 * dimensions
    if head[:2] != bytes(2) or kind not in _TYPES or not 0 < dimensions <= _MOST_DIMENSIONS:
        raise IdxError(
            f"{path}: begins with {head[:4].hex()!r}, as no IDX file of unsigned bytes or 32-bit"
            " integers does"
        )
    if len(head) < header:
        raise IdxError(f"{path}: {len(head)} bytes are too few for an IDX header of {header}")
    shape = np.frombuffer(head, ">u4", count=dimensions, offset=4).tolist()
    promised = header + math.prod(shape) * _TYPES[kind].itemsize
    if promised > _LARGEST:
        raise IdxError(f"{path}: the header promises {promised:,} bytes, more than can be read")
    return promised


def _read(path: Path, dimensions: int, kind: int) -> np.ndarray:
    try:
        content = path.read_bytes()
    except OSError as error:
        raise IdxError(f"{path}: can't be read: {error.strerror}; {_REPAIR}") from error
    header = _MAGIC + 4 * dimensions  # bytes
    if len(content) < header:
        raise IdxError(
            f"{path}: {len(content)} bytes are too few for an IDX header of {header}; {_REPAIR}"
        )
    magic = bytes([0, 0, kind, dimensions])
    if content[:4] != magic:
        numbers = "unsigned bytes" if kind == _UNSIGNED_BYTE else "32-bit integers"
        raise IdxError(
            f"{path}: begins with {content[:4].hex()}, not with {magic.hex()} (an IDX file of"
            f" {numbers} with {dimensions} dimensions); {_REPAIR}"
        )
    shape = [int(size) for size in np.frombuffer(content, ">u4", count=dimensions, offset=4)]
    size = _TYPES[kind].itemsize
    # No tensor has strides beyond 2**63, though one of its sizes be 0 and it hold nothing.
    if math.prod(shape) * size != len(content) - header or math.prod(filter(None, shape)) >= 2**63:
        factors = shape if size == 1 else [*shape, size]
        raise IdxError(
            f"{path}: the header promises {' × '.join(map(str, factors))} bytes,"
            f" {len(content) - header} follow; {_REPAIR}"
        )
    return np.frombuffer(content, _TYPES[kind], offset=header).reshape(shape)
