"""The images that a network learns from, as batches: prepared, and distorted if it is asked for."""

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from digits.data.chosen_images import Images, as_chosen
from digits.data.images import SIDE
from digits.params.training import Augmentation
from digits.training.augmentation import Distortion, random_maps
from digits.training.image_source import Prepare, image_source


class TrainingImages:
    """Images on the device, or where they lie, by their places.

    Attributes:
        labels: of all, on the device.
    """

    def __init__(
        self,
        images: Images,
        augmentation: Augmentation | None,
        device: torch.device,
        prepare: Prepare,
        *,
        sharing: int = 1,
    ) -> None:
        """Move them to the device where there is memory for them.

        Args:
            images: in memory or in a mapped file.
            augmentation: the limits of the distortions, if any.
            device: where the batches are wanted.
            prepare: turns pixels on the device into what the network is given.
            sharing: how many processes keep images in this machine's memory.
        """
        self.labels = images.labels.to(device)
        self._augmentation = augmentation
        self._device = device
        self._prepare = prepare
        # Normalized once where that can be done; to be distorted they stay pixels, as bytes.
        kept = None if augmentation else prepare
        self._images = image_source(as_chosen(images), device, kept, sharing=sharing)
        self._distortion = Distortion(SIDE, device)

    def random_maps(self, generator: torch.Generator) -> Float[Tensor, "count 2 terms"] | None:
        """A distortion for each of the images of an epoch, None without augmentation."""
        if self._augmentation is None:
            return None
        count = len(self.labels)
        maps = random_maps(count, self._augmentation, side=SIDE, generator=generator)
        return maps.to(self._device)

    def batch(
        self, indices: Int64[Tensor, " batch"], maps: Float[Tensor, "batch 2 terms"] | None
    ) -> Float[Tensor, "batch 1 28 28"]:
        """The images at these places as the network is given them, each distorted by its map."""
        images = self._images(indices)
        if maps is None:
            return images
        # Before the normalization, where the background is zero.
        return self._prepare(self._distortion(images.float(), maps))
