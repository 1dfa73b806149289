"""Where the images of a batch come from: memory that holds them prepared, or where they lie.

The batches are the same bytes: images are prepared pixel by pixel, alone or among others.
"""

from abc import ABC, abstractmethod
from collections.abc import Callable

import torch
from jaxtyping import Int64, Real
from torch import Tensor

from digits.data.chosen_images import ChosenImages
from digits.data.images import SIDE
from digits.data.read_ahead import read_ahead
from digits.free_memory import free_memory

Prepare = Callable[[Tensor], Tensor]  # n × 1 × 28 × 28 pixels to as many numbers, image by image

_COMFORTABLE = 0.5  # of the free memory that is this process's; steps want some too
_CHUNK = 4096  # images prepared at a time; it bounds the memory
_FLOAT = 4  # bytes, the most that a prepared pixel takes


class ImageSource(ABC):
    """Gives out images by their places among the chosen."""

    @abstractmethod
    def __call__(self, indices: Int64[Tensor, " batch"]) -> Real[Tensor, "batch 1 28 28"]:
        """The images at these places, in this order, prepared, on the device of the indices."""


class InMemory(ImageSource):
    """All images are prepared once and kept on the device: a batch is one index."""

    def __init__(self, images: ChosenImages, device: torch.device, prepare: Prepare) -> None:
        """Prepare the images.

        Args:
            images: read in their order, once.
            device: where they are kept.
            prepare: turns pixels on the device into what a batch holds.
        """
        nothing = prepare(images.pixels(torch.arange(0)).to(device))
        self._images = nothing.new_empty(len(images), 1, SIDE, SIDE)
        for start in range(0, len(images), _CHUNK):
            end = min(start + _CHUNK, len(images))
            self._images[start:end] = prepare(images.pixels(torch.arange(start, end)).to(device))

    def __call__(self, indices: Int64[Tensor, " batch"]) -> Real[Tensor, "batch 1 28 28"]:
        """See `ImageSource`."""
        return self._images.index_select(0, indices)


class InPlace(ImageSource):
    """Images are read from where they lie, and prepared, with every batch."""

    def __init__(
        self, images: ChosenImages, device: torch.device, prepare: Prepare, *, ahead: bool
    ) -> None:
        """Take no memory.

        Args:
            images: read in any order.
            device: where the batches are wanted.
            prepare: as for `InMemory`.
            ahead: whether to fetch a batch from the disk before it is read, for files of which
                most is not in memory.
        """
        self._chosen = images
        self._device = device
        self._prepare = prepare
        self._ahead = ahead

    def __call__(self, indices: Int64[Tensor, " batch"]) -> Real[Tensor, "batch 1 28 28"]:
        """See `ImageSource`."""
        indices = indices.cpu()
        if self._ahead:
            read_ahead(self._chosen.everything.images, self._chosen.places[indices])
        return self._prepare(self._chosen.pixels(indices).to(self._device))


def image_source(
    images: ChosenImages, device: torch.device, prepare: Prepare | None, *, sharing: int = 1
) -> ImageSource:
    """Choose the faster way that the device has memory for.

    Args:
        images: in memory or in a mapped file.
        device: where the batches are wanted.
        prepare: as for `InMemory`; None where pixels are wanted as they are.
        sharing: how many processes keep images in this machine's memory; each GPU is one's own.
    """
    room = _COMFORTABLE * free_memory(device) / (sharing if device.type == "cpu" else 1)
    as_stored = prepare is None and device.type == "cpu"  # a copy would hold nothing new
    if not as_stored and len(images) * SIDE**2 * _FLOAT <= room:
        return InMemory(images, device, prepare or _as_they_are)
    ahead = images.everything.images.nbytes > _COMFORTABLE * free_memory(torch.device("cpu"))
    return InPlace(images, device, prepare or _as_they_are, ahead=ahead)


def _as_they_are(images: Tensor) -> Tensor:
    return images
