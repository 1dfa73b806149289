"""How far through its images an epoch is, and what the network said of those it has seen."""

from collections.abc import Mapping

import torch
from jaxtyping import Int64
from torch import Tensor

from digits.training.scores import ImageScores


class EpochUnderWay:
    """The part of a training's state that every epoch begins anew.

    Attributes:
        generator: draws the order of the images and their distortions.
        seen: images.
        logits: of the images in the order of the epoch; of those seen.
    """

    def __init__(self, images: int, classes: int, seed: int, device: torch.device) -> None:
        """Begin the first epoch of so many images."""
        self.generator = torch.Generator().manual_seed(seed)
        self.seen = 0
        # One block: many small ones, kept from step to step, would leave holes all over the heap.
        self.logits = torch.empty(images, classes, device=device)
        self._before = self.generator.get_state()

    def begin_next(self) -> None:
        """Forget what was seen; what the generator draws now is the next epoch's."""
        self.seen = 0
        self._before = self.generator.get_state()

    def means(self, labels: Int64[Tensor, " images"], since: int = 0) -> tuple[float, float]:
        """Mean loss and accuracy of what was seen.

        Args:
            labels: in the order of the epoch.
            since: how many images to leave out, the first ones.
        """
        part = slice(since, self.seen)
        return ImageScores.of(self.logits[part], labels[part]).means()

    def tensors(self) -> dict[str, Tensor]:
        """All of it by name; not copied."""
        return {"order": self._before, "logits": self.logits[: self.seen]}

    def restore(self, tensors: Mapping[str, Tensor]) -> None:
        """Take over the tensors of another one; the epoch's order is drawn again."""
        self._before = tensors["order"]
        self.generator.set_state(self._before)
        self.seen = len(tensors["logits"])
        self.logits[: self.seen] = tensors["logits"]
