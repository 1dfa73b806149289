"""Some images of a set, left where the set has them: in memory, or in a mapped file of any size."""

from dataclasses import dataclass

import torch
from jaxtyping import Int64, UInt8
from torch import Tensor

from digits.data.images import LabelledImages, SplitImages


@dataclass(frozen=True)
class ChosenImages:
    """Images by their places in a set; nothing is copied until it is asked for.

    The tensors of `load_split_images` are its file, mapped: the system reads the pages that are
    touched, processes share them, and it drops them where memory is wanted.
    """

    everything: LabelledImages
    places: Int64[Tensor, " n"]

    def __len__(self) -> int:
        """Count the images."""
        return len(self.places)

    @property
    def classes(self) -> tuple[str, ...]:
        """The names of their labels."""
        return self.everything.classes

    @property
    def images(self) -> UInt8[Tensor, "n 1 28 28"]:
        """A copy of them all, in memory."""
        return self.pixels(torch.arange(len(self)))

    @property
    def labels(self) -> Int64[Tensor, " n"]:
        """A copy of their labels."""
        return self.everything.labels[self.places]

    def pixels(self, indices: Int64[Tensor, " k"]) -> UInt8[Tensor, "k 1 28 28"]:
        """A copy of the images at these places among the chosen, in this order."""
        # Row by row; brackets would go pixel by pixel, and take several times as long.
        return self.everything.images.index_select(0, self.places[indices])

    def select(self, indices: Int64[Tensor, " k"]) -> LabelledImages:
        """Copies of the images at these places among the chosen, in this order."""
        return self.everything.select(self.places[indices])


Images = LabelledImages | ChosenImages


def as_chosen(images: Images) -> ChosenImages:
    """The images as `ChosenImages`: of a whole set, all."""
    if isinstance(images, ChosenImages):
        return images
    return ChosenImages(images, torch.arange(len(images)))


def parts(split: SplitImages) -> tuple[ChosenImages, ChosenImages]:
    """The images to learn from, and those set aside to choose by, if any."""
    return (
        ChosenImages(split.everything, split.training_indices),
        ChosenImages(split.everything, split.validation_indices),
    )
