"""A safetensors file that a stage passes on, and what its tensors should be."""

import json
import mmap
import sys
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any, BinaryIO

import torch
from safetensors import SafetensorError, safe_open
from torch import Tensor

from digits.data.images import ImagesError

_CLASSES = "classes"  # key of the metadata of a file
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


@dataclass(frozen=True)
class TensorFile:
    """What `write_tensors` wrote, read.

    Attributes:
        path: of the file.
        tensors: by their names; their bytes are those of the file, read when they are asked for.
        metadata: what the file says of itself.
        made_by: the stage that writes it, which mends it too.
    """

    path: Path
    tensors: dict[str, Tensor]
    metadata: dict[str, str]
    made_by: str

    @classmethod
    def load(cls, path: Path, names: set[str], *, made_by: str) -> "TensorFile":
        """Read a file that holds these tensors, and perhaps others.

        Raises `ImagesError` where it is missing or damaged, with the stage that makes it.
        """
        try:
            file = cls(path, *_mapped(path), made_by)
        except OSError as error:
            raise ImagesError(
                f"{path}: can't be read ({error.strerror or error}); {_repair(made_by)}"
            ) from error
        except (SafetensorError, ValueError) as error:
            raise ImagesError(
                f"{path}: is damaged ({error}); {_repair(made_by)} --force"
            ) from error
        if not names <= file.tensors.keys():
            raise file.mistake(f"holds no {sorted(names - file.tensors.keys())}")
        return file

    def mistake(self, found: str) -> ImagesError:
        """The error that says what was found in the file, and how to make it anew."""
        return ImagesError(f"{self.path}: {found}; {_repair(self.made_by)} --force")

    def check(self, name: str, dtype: torch.dtype, shape: tuple[int, ...]) -> None:
        """Compare a tensor with what it should be.

        Raises `ImagesError` with both where it is of another type or shape.
        """
        found = self.tensors[name]
        if found.dtype != dtype or found.shape != shape:
            raise self.mistake(
                f"{name}: found {found.dtype} of shape {list(found.shape)}; should be {dtype}"
                f" of shape {list(shape)}"
            )

    def check_range(self, name: str, end: int) -> None:
        """Compare whole numbers with the range that they should be in.

        Raises `ImagesError` where one is below 0, or is `end` or above.
        """
        tensor = self.tensors[name]
        for number in (tensor.min(), tensor.max()) if tensor.numel() else ():
            if not 0 <= number < end:
                raise self.mistake(f"{name}: found {number}; should be from 0 to {end - 1}")

    def classes(self) -> tuple[str, ...]:
        """The names that `class_metadata` gave the file.

        Raises `ImagesError` where there are none.
        """
        try:
            names = json.loads(self.metadata.get(_CLASSES, ""))
        except (ValueError, RecursionError):
            names = None
        if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
            raise self.mistake("doesn't say which classes there are")
        return tuple(names)


def class_metadata(classes: tuple[str, ...]) -> dict[str, str]:
    """What a file of images says of their classes, for `write_tensors`."""
    return {_CLASSES: json.dumps(classes)}


def _mapped(path: Path) -> tuple[dict[str, Tensor], dict[str, str]]:
    """The tensors of a file where they lie, and its metadata; a file larger than memory too.

    `safetensors.torch.load_file` maps it so that every page might be copied, and Linux refuses a
    promise of more pages than the machine has.
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


def _repair(made_by: str) -> str:
    return f"make it with: dvc repro {made_by}"
