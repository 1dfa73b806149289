"""Labelled images as tensors in memory."""

from dataclasses import dataclass

from jaxtyping import Int64, UInt8
from torch import Tensor

from digits.data.classes import DIGITS
from digits.errors import UserError

SIDE = 28  # pixels


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
