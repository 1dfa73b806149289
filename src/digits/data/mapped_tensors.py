"""The tensors of a safetensors file where they lie: no byte is read before it is asked for."""

import json
import mmap
import sys
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import torch
from safetensors import safe_open
from torch import Tensor

_METADATA = "__metadata__"  # safetensors' own key, beside the names of tensors
# MAP_NORESERVE, which Python 3.11 has no name for: its number on x86 and ARM.
_NO_RESERVE = 0x4000
_TYPES = {
    "BOOL": torch.bool,
    "U8": torch.uint8,
    "I8": torch.int8,
    "I16": torch.int16,
    "I32": torch.int32,
    "I64": torch.int64,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F32": torch.float32,
    "F64": torch.float64,
}


def mapped_tensors(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors of a file where they lie, and its metadata; a file larger than memory too.

    `safetensors.torch.load_file` maps it so that every page might be copied, and Linux refuses a
    promise of more pages than the machine has.

    Raises `OSError` where the file can't be read, `SafetensorError` where it is damaged, and
    `ValueError` where it holds numbers of a type that no stage writes.
    """
    with path.open("rb") as file:
        with safe_open(path, framework="np"):
            pass  # has checked the header, and that all tensors lie in the file
        size = int.from_bytes(file.read(8), "little")
        header: dict[str, Any] = json.loads(file.read(size))
        content = _mapping(file)
    metadata = header.pop(_METADATA, {})
    tensors = {name: _tensor(content, 8 + size, about) for name, about in header.items()}
    return tensors, metadata


def _mapping(file: BinaryIO) -> mmap.mmap:
    """A file's bytes; what is written to them stays in memory."""
    if sys.platform == "linux":
        flags, prot = mmap.MAP_PRIVATE | _NO_RESERVE, mmap.PROT_READ | mmap.PROT_WRITE
        return mmap.mmap(file.fileno(), 0, flags=flags, prot=prot)
    return mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_COPY)


def _tensor(content: mmap.mmap, data: int, about: dict[str, Any]) -> Tensor:
    """The tensor that a header tells about; `data` is where the header ends, in bytes."""
    if about["dtype"] not in _TYPES:
        raise ValueError(f"holds numbers of type {about['dtype']}")
    dtype, shape = _TYPES[about["dtype"]], about["shape"]
    if not prod(shape):
        return torch.empty(shape, dtype=dtype)
    start = data + about["data_offsets"][0]
    return torch.frombuffer(content, dtype=dtype, count=prod(shape), offset=start).view(shape)
