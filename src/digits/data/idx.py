"""The IDX format of MNIST's files: a short header, then bytes.

Layout (big-endian): two zero bytes, a byte for the type (8: unsigned bytes), a byte for the number
of dimensions, four bytes for the size of each dimension, the values in row-major order.

Source: Y. LeCun, C. Cortes, C. Burges, "The MNIST database of handwritten digits".
"""

import math
from pathlib import Path

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor

from digits.errors import UserError

_UNSIGNED_BYTE = 8
_REPAIR = "make it with: dvc repro download"


class IdxError(UserError):
    """A file is not what an IDX file of unsigned bytes must be."""


def read_idx(path: Path, dimensions: int) -> UInt8[Tensor, "..."]:
    """Read an IDX file of unsigned bytes: images (dimensions=3) or labels (dimensions=1).

    Raises `IdxError`, naming the file, where it can't be read or header and length don't fit each
    other.
    """
    try:
        content = path.read_bytes()
    except OSError as error:
        raise IdxError(f"{path}: can't be read: {error.strerror}; {_REPAIR}") from error
    header = 4 + 4 * dimensions  # bytes
    if len(content) < header:
        raise IdxError(
            f"{path}: {len(content)} bytes are too few for an IDX header of {header};"
            f" {_REPAIR} --force"
        )
    magic = bytes([0, 0, _UNSIGNED_BYTE, dimensions])
    if content[:4] != magic:
        raise IdxError(
            f"{path}: begins with {content[:4].hex()}, not with {magic.hex()} (an IDX file of"
            f" unsigned bytes with {dimensions} dimensions); {_REPAIR} --force"
        )
    shape = [int(size) for size in np.frombuffer(content, ">u4", count=dimensions, offset=4)]
    # No tensor has strides beyond 2**63, though one of its sizes be 0 and it hold nothing.
    if math.prod(shape) != len(content) - header or math.prod(filter(None, shape)) >= 2**63:
        raise IdxError(
            f"{path}: the header promises {' × '.join(map(str, shape))} bytes,"
            f" {len(content) - header} follow; {_REPAIR} --force"
        )
    values = np.frombuffer(content, np.uint8, offset=header).reshape(shape)
    return torch.from_numpy(values.copy())  # a copy, since the bytes of a file can't be written to
