"""Labelled images: as tensors in memory, and as the safetensors files that stages pass on."""

from dataclasses import dataclass
from pathlib import Path

from jaxtyping import Int64, UInt8
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from digits.errors import UserError

SIDE = 28  # pixels
CLASSES = 10


class ImagesError(UserError):
    """Images and labels don't fit each other, the networks, or the file that should hold them."""


@dataclass(frozen=True)
class LabelledImages:
    """Grey images, 0 the background and 255 the ink, and the digit that each shows."""

    images: UInt8[Tensor, "n 1 28 28"]
    labels: Int64[Tensor, " n"]

    def __len__(self) -> int:
        """Count the images."""
        return len(self.labels)

    def select(self, indices: Int64[Tensor, " k"]) -> "LabelledImages":
        """The images at these places, in this order."""
        return LabelledImages(self.images[indices], self.labels[indices])


@dataclass(frozen=True)
class SplitImages:
    """The training images in the order of their file, and which of them are for what."""

    everything: LabelledImages
    training_indices: Int64[Tensor, " training"]
    validation_indices: Int64[Tensor, " validation"]

    def parts(self) -> tuple[LabelledImages, LabelledImages]:
        """Copies of the images to learn from, and of those set aside to choose by, if any."""
        return (
            self.everything.select(self.training_indices),
            self.everything.select(self.validation_indices),
        )


def load_split_images(path: Path) -> SplitImages:
    """Read the training images as `normalize` split them.

    Raises `ImagesError` where the file is missing or damaged.
    """
    names = {"images", "labels", "training", "validation"}
    tensors = load_tensors(path, names, made_by="normalize")
    everything = LabelledImages(tensors["images"], tensors["labels"])
    return SplitImages(everything, tensors["training"], tensors["validation"])


def load_test_images(path: Path) -> LabelledImages:
    """The test images. Only the last judgement reads them, never a choice.

    Raises `ImagesError` where the file is missing or damaged.
    """
    tensors = load_tensors(path, {"images", "labels"}, made_by="normalize")
    return LabelledImages(tensors["images"], tensors["labels"])


def load_corrupted_images(path: Path) -> dict[str, LabelledImages]:
    """The same test images under each corruption, by its name.

    Raises `ImagesError` where the file is missing or damaged.
    """
    tensors = load_tensors(path, {"labels"}, made_by="corrupt")
    labels = tensors.pop("labels")
    return {name: LabelledImages(tensors[name], labels) for name in sorted(tensors)}


def load_tensors(path: Path, names: set[str], made_by: str) -> dict[str, Tensor]:
    """Read a file of `write_tensors`.

    Raises `ImagesError` where it is missing or damaged, with the stage that makes it.
    """
    repair = f"make it with: dvc repro {made_by}"
    try:
        tensors = load_file(path)
    except OSError as error:
        raise ImagesError(f"{path}: can't be read ({error.strerror or error}); {repair}") from error
    except SafetensorError as error:
        raise ImagesError(f"{path}: is damaged ({error}); {repair} --force") from error
    if not names <= tensors.keys():
        raise ImagesError(f"{path}: holds no {sorted(names - tensors.keys())}; {repair} --force")
    return tensors
