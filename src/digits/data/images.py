"""Labelled images: as tensors in memory, and as the safetensors files that stages pass on."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import Int64, UInt8
from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor

from digits.data.classes import DIGITS
from digits.errors import UserError

SIDE = 28  # pixels
_CLASSES = "classes"  # key of the metadata of a file


class ImagesError(UserError):
    """Images and labels don't fit each other, the networks, or the file that should hold them."""


@dataclass(frozen=True)
class LabelledImages:
    """Grey images, 0 the background and 255 the ink, and what each shows.

    Attributes:
        images: the pixels.
        labels: for each image, the place of its class among the classes.
        classes: their names.
    """

    images: UInt8[Tensor, "n 1 28 28"]
    labels: Int64[Tensor, " n"]
    classes: tuple[str, ...] = DIGITS

    def __len__(self) -> int:
        """Count the images."""
        return len(self.labels)

    def select(self, indices: Int64[Tensor, " k"]) -> "LabelledImages":
        """The images at these places, in this order."""
        return LabelledImages(self.images[indices], self.labels[indices], self.classes)


@dataclass(frozen=True)
class SplitImages:
    """The training images in the order of their file, and which of them are for what."""

    everything: LabelledImages
    training_indices: Int64[Tensor, " training"]
    validation_indices: Int64[Tensor, " validation"]


def load_split_images(path: Path) -> SplitImages:
    """Read the training images as `normalize` split them.

    Raises `ImagesError` where the file is missing, damaged or not what it should be.
    """
    names = {"images", "labels", "training", "validation"}
    tensors = load_tensors(path, names, made_by="normalize")
    everything = _labelled(path, tensors, "images", made_by="normalize")
    for name in ("training", "validation"):
        count = tensors[name].numel()
        check_tensor(path, tensors, name, torch.int64, (count,), made_by="normalize")
        check_range(path, tensors, name, len(everything), made_by="normalize")
    if not len(tensors["training"]):
        raise ImagesError(f"{path}: training: holds no image; {_repair('normalize')} --force")
    return SplitImages(everything, tensors["training"], tensors["validation"])


def load_test_images(path: Path) -> LabelledImages:
    """The test images. Only the last judgement reads them, never a choice.

    Raises `ImagesError` where the file is missing, damaged or not what it should be.
    """
    tensors = load_tensors(path, {"images", "labels"}, made_by="normalize")
    return _labelled(path, tensors, "images", made_by="normalize")


def load_corrupted_images(path: Path) -> dict[str, LabelledImages]:
    """The same test images under each corruption, by its name.

    Raises `ImagesError` where the file is missing, damaged or not what it should be.
    """
    tensors = load_tensors(path, {"labels"}, made_by="corrupt")
    names = sorted(tensors.keys() - {"labels"})
    if not names:
        raise ImagesError(f"{path}: holds no images; {_repair('corrupt')} --force")
    return {name: _labelled(path, tensors, name, made_by="corrupt") for name in names}


def load_tensors(path: Path, names: set[str], made_by: str) -> dict[str, Tensor]:
    """Read a file of `write_tensors`.

    Raises `ImagesError` where it is missing or damaged, with the stage that makes it.
    """
    repair = _repair(made_by)
    try:
        tensors = load_file(path)
    except OSError as error:
        raise ImagesError(f"{path}: can't be read ({error.strerror or error}); {repair}") from error
    except SafetensorError as error:
        raise ImagesError(f"{path}: is damaged ({error}); {repair} --force") from error
    if not names <= tensors.keys():
        raise ImagesError(f"{path}: holds no {sorted(names - tensors.keys())}; {repair} --force")
    return tensors


def check_tensor(
    path: Path,
    tensors: Mapping[str, Tensor],
    name: str,
    dtype: torch.dtype,
    shape: tuple[int, ...],
    *,
    made_by: str,
) -> None:
    """Compare a tensor of `load_tensors` with what it should be.

    Raises `ImagesError` with both where it is of another type or shape.
    """
    found = tensors[name]
    if found.dtype != dtype or found.shape != shape:
        raise ImagesError(
            f"{path}: {name}: found {found.dtype} of shape {list(found.shape)}; should be {dtype}"
            f" of shape {list(shape)}; {_repair(made_by)} --force"
        )


def check_range(
    path: Path, tensors: Mapping[str, Tensor], name: str, end: int, *, made_by: str
) -> None:
    """Compare whole numbers of `load_tensors` with the range that they should be in.

    Raises `ImagesError` where one is below 0, or is `end` or above.
    """
    for number in (tensors[name].min(), tensors[name].max()) if tensors[name].numel() else ():
        if not 0 <= number < end:
            raise ImagesError(
                f"{path}: {name}: found {number}; should be from 0 to {end - 1};"
                f" {_repair(made_by)} --force"
            )


def _labelled(
    path: Path, tensors: Mapping[str, Tensor], images: str, *, made_by: str
) -> LabelledImages:
    count = tensors["labels"].numel()
    check_tensor(path, tensors, "labels", torch.int64, (count,), made_by=made_by)
    classes = _class_names(path, made_by=made_by)
    check_range(path, tensors, "labels", len(classes), made_by=made_by)
    check_tensor(path, tensors, images, torch.uint8, (count, 1, SIDE, SIDE), made_by=made_by)
    if count == 0:
        raise ImagesError(f"{path}: {images}: holds no image; {_repair(made_by)} --force")
    return LabelledImages(tensors[images], tensors["labels"], classes)


def class_metadata(classes: tuple[str, ...]) -> dict[str, str]:
    """What a file of images says of their classes, for `write_tensors`."""
    return {_CLASSES: json.dumps(classes)}


def _class_names(path: Path, *, made_by: str) -> tuple[str, ...]:
    """What `class_metadata` wrote; the file has been read, so it is one of safetensors."""
    with safe_open(path, framework="pt") as file:
        text = (file.metadata() or {}).get(_CLASSES, "")
    try:
        names = json.loads(text)
    except (ValueError, RecursionError):
        names = None
    if not isinstance(names, list) or not names or not all(isinstance(n, str) for n in names):
        raise ImagesError(
            f"{path}: doesn't say which classes there are; {_repair(made_by)} --force"
        )
    return tuple(names)


def _repair(made_by: str) -> str:
    return f"make it with: dvc repro {made_by}"
