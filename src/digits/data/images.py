"""Labelled images: as tensors in memory, and as the safetensors files that stages pass on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from jaxtyping import Int64, UInt8
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from digits.data.idx import read_idx
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


def read_labelled_images(images_file: Path, labels_file: Path) -> LabelledImages:
    """Read a pair of IDX files.

    Raises `ImagesError` where they hold no image, different numbers, another size than 28 × 28
    or a label over 9, and `IdxError` where one is no IDX file.
    """
    images, labels = read_idx(images_file, dimensions=3), read_idx(labels_file, dimensions=1)
    if images.shape[1:] != (SIDE, SIDE):
        raise ImagesError(
            f"{images_file}: images of {images.shape[1]} × {images.shape[2]} pixels;"
            f" the networks read {SIDE} × {SIDE}"
        )
    if len(images) != len(labels) or len(images) == 0:
        raise ImagesError(
            f"{images_file} holds {len(images)} images, {labels_file} holds {len(labels)} labels;"
            " there should be as many, and at least one"
        )
    if int(labels.max()) >= CLASSES:
        raise ImagesError(f"{labels_file}: label {int(labels.max())}; the highest is {CLASSES - 1}")
    return LabelledImages(images.unsqueeze(1), labels.long())


def load_training_images(path: Path) -> tuple[LabelledImages, LabelledImages]:
    """The images to train on and those set aside for validation, as `normalize` split them.

    Raises `ImagesError` where the file is missing or damaged.
    """
    names = {"images", "labels", "training", "validation"}
    tensors = load_tensors(path, names, made_by="normalize")
    everything = LabelledImages(tensors["images"], tensors["labels"])
    return everything.select(tensors["training"]), everything.select(tensors["validation"])


def load_test_images(path: Path) -> LabelledImages:
    """The test images. Only the last judgement reads them, never a choice.

    Raises `ImagesError` where the file is missing or damaged.
    """
    tensors = load_tensors(path, {"images", "labels"}, made_by="normalize")
    return LabelledImages(tensors["images"], tensors["labels"])


def save_tensors(path: Path, tensors: Mapping[str, Tensor]) -> None:
    """Write tensors by name; the folder is made where it doesn't exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    save_file({name: tensor.contiguous() for name, tensor in tensors.items()}, path)


def load_tensors(path: Path, names: set[str], made_by: str) -> dict[str, Tensor]:
    """Read a file of `save_tensors`.

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
