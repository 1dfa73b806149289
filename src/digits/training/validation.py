"""What a network in training makes of the images that were set aside."""

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from digits.data.chosen_images import Images, as_chosen
from digits.torch_classifier import logits_in_batches
from digits.training.image_source import Prepare, image_source
from digits.training.learner import Learner
from digits.training.processes import OneProcess
from digits.training.scores import ImageScores

_BATCH = 250  # images; it bounds the memory and changes no figure


class Validation:
    """Images to measure by, as they are: neither distorted nor shuffled."""

    def __init__(
        self, images: Images, device: torch.device, prepare: Prepare, processes: OneProcess
    ) -> None:
        """Move them to the device where there is memory for them.

        Args:
            images: may be none.
            device: where the network is.
            prepare: turns pixels on the device into what the network is given.
            processes: that share the images.
        """
        self._images = image_source(as_chosen(images), device, None, sharing=processes.local)
        self._labels = images.labels.to(device)
        self._device = device
        self._prepare = prepare
        self._processes = processes

    def scores(self, learner: Learner) -> tuple[float, float] | tuple[None, None]:
        """Mean loss and accuracy of what is judged; nothing without images."""
        count = len(self._labels)
        if count == 0:
            return None, None
        places = torch.arange(count, device=self._device)
        places = places[self._processes.own(slice(0, count))]
        with learner.autocast():
            own = logits_in_batches(learner.judged, places, _BATCH, self._prepared)
        logits = self._processes.together(own, count)
        return ImageScores.of(logits, self._labels).means()

    def _prepared(self, indices: Int64[Tensor, " n"]) -> Float[Tensor, "n 1 28 28"]:
        return self._prepare(self._images(indices))
