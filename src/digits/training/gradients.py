"""The gradients of a batch's mean loss, whether it is taken whole or in parts."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float, Int64
from torch import Tensor, nn

from digits.params.training import Training
from digits.training.batch_size import images_at_once

Gradient = Tensor | None  # None: of a parameter that the network doesn't use


class Gradients:
    """Computes them in this process alone.

    Attributes:
        parameters: those of the network that are trained, in its own order.
    """

    def __init__(
        self, network: nn.Module, recipe: Training, device: torch.device, processes: int = 1
    ) -> None:
        """Take the network whose weights will change.

        Args:
            network: on the device.
            recipe: of the loss, the precision and the parts.
            device: where.
            processes: that share each batch.
        """
        self.parameters = [p for p in network.parameters() if p.requires_grad]
        self._network = network
        self._recipe = recipe
        self._device = device
        self._at_once = images_at_once(recipe, processes)

    def autocast(self) -> torch.autocast:
        """The precision of the recipe, for what is computed inside the block."""
        half = self._recipe.precision == "bfloat16"
        return torch.autocast(self._device.type, torch.bfloat16, enabled=half)

    def of(
        self,
        images: Float[Tensor, "own 1 28 28"],
        labels: Int64[Tensor, " own"],
        batch: int,
    ) -> tuple[Float[Tensor, "own classes"], Sequence[Gradient]]:
        """Logits, and the gradient of the batch's mean loss by each of `parameters`.

        Args:
            images: normalized; this process's own share of the batch.
            labels: of these images.
            batch: images in the whole batch, those of other processes included.
        """
        del batch  # it's this process's own
        if len(labels) <= self._at_once:
            return self._of_part(images, labels)
        logits: list[Tensor] = []
        sums: list[Gradient] = [None] * len(self.parameters)
        parts = zip(images.split(self._at_once), labels.split(self._at_once), strict=True)
        for part, part_labels in parts:
            answers, gradients = self._of_part(part, part_labels)
            logits.append(answers)
            share = len(part_labels) / len(labels)  # the last part may be smaller
            sums = [_plus(each, share, new) for each, new in zip(sums, gradients, strict=True)]
        return torch.cat(logits), sums

    def _of_part(
        self, images: Float[Tensor, "part 1 28 28"], labels: Int64[Tensor, " part"]
    ) -> tuple[Float[Tensor, "part classes"], Sequence[Gradient]]:
        logits, loss = self._answers(self._network, images, labels)
        # `backward` would copy gradients that are views, such as those of `ChannelsLastLinear`.
        return logits, torch.autograd.grad(loss, self.parameters, allow_unused=True)

    def _answers(
        self,
        network: nn.Module,
        images: Float[Tensor, "part 1 28 28"],
        labels: Int64[Tensor, " part"],
    ) -> tuple[Float[Tensor, "part classes"], Float[Tensor, ""]]:
        """Logits, and the mean loss, which has a gradient."""
        with self.autocast():
            logits = network(images)
        loss = F.cross_entropy(logits.float(), labels, label_smoothing=self._recipe.label_smoothing)
        return logits.detach(), loss


def _plus(total: Gradient, share: float, gradient: Gradient) -> Gradient:
    if gradient is None:
        return total
    return gradient * share if total is None else torch.add(total, gradient, alpha=share)
