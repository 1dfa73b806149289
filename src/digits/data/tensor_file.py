"""A safetensors file that a stage passes on, and what its tensors should be."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors import SafetensorError
from torch import Tensor

from digits.data.images import ImagesError
from digits.data.mapped_tensors import mapped_tensors

_CLASSES = "classes"  # key of the metadata of a file


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
            file = cls(path, *mapped_tensors(path), made_by)
        except OSError as error:
            raise ImagesError(
                f"{path}: can't be read ({error.strerror or error}); {_repair(made_by)}"
            ) from error
        except (SafetensorError, ValueError) as error:
            raise ImagesError(f"{path}: is damaged ({error}); {_repair(made_by)}") from error
        if not names <= file.tensors.keys():
            raise file.mistake(f"holds no {sorted(names - file.tensors.keys())}")
        return file

    def mistake(self, found: str) -> ImagesError:
        """The error that says what was found in the file, and how to make it anew."""
        return ImagesError(f"{self.path}: {found}; {_repair(self.made_by)}")

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


def _repair(made_by: str) -> str:
    return f"make it with: dvc repro {made_by}"
