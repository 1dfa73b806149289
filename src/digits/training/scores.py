"""How well images are read, one by one, so that any of them can be averaged."""

from collections.abc import Sequence
from typing import NamedTuple

import torch
from jaxtyping import Bool, Float, Int64
from torch import Tensor


class ImageScores(NamedTuple):
    """The scores of n images."""

    losses: Float[Tensor, " n"]  # cross-entropy
    correct: Bool[Tensor, " n"]

    @classmethod
    def of(cls, logits: Float[Tensor, "n classes"], labels: Int64[Tensor, " n"]) -> "ImageScores":
        """Score logits by the true labels."""
        # `cross_entropy` takes five times as long where classes are few.
        of_label = logits.gather(1, labels.unsqueeze(1)).squeeze(1)
        return cls(logits.logsumexp(1) - of_label, logits.argmax(1) == labels)

    @classmethod
    def joined(cls, parts: Sequence["ImageScores"]) -> "ImageScores":
        """The scores of all parts, in their order."""
        losses, correct = zip(*parts, strict=True)
        return cls(torch.cat(losses), torch.cat(correct))

    def means(self) -> tuple[float, float]:
        """Mean cross-entropy, and the share that is read correctly."""
        return self.losses.mean().item(), self.correct.float().mean().item()
