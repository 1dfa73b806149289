"""Gradients of a batch whose images are divided among processes."""

from collections.abc import Sequence
from contextlib import nullcontext

import torch
from jaxtyping import Float, Int64
from torch import Tensor, nn
from torch.nn.parallel import DistributedDataParallel

from digits.data.images import SIDE
from digits.params.training import Training
from digits.training.gradients import Gradient, Gradients


class CommonGradients(Gradients):
    """Computes them in all processes, each with its own images, and averages them."""

    def __init__(
        self, network: nn.Module, recipe: Training, device: torch.device, processes: int
    ) -> None:
        """Give all processes the first one's weights.

        Args:
            network: on the device; batch normalization in it must be over all processes.
            recipe: of the loss, the precision and the parts.
            device: of this process.
            processes: that share each batch.
        """
        super().__init__(network, recipe, device, processes)
        self._processes = processes
        self._common = DistributedDataParallel(
            network,
            forward_sync_buffers=False,  # statistics are those of all already
            find_unused_parameters=_leaves_some_unused(network, self.parameters, device),
        )

    def of(
        self,
        images: Float[Tensor, "own 1 28 28"],
        labels: Int64[Tensor, " own"],
        batch: int,
    ) -> tuple[Float[Tensor, "own classes"], Sequence[Gradient]]:
        """This process's logits, and the gradients of the whole batch's mean loss."""
        logits: list[Tensor] = []
        left = len(labels)
        parts = zip(images.split(self._at_once), labels.split(self._at_once), strict=True)
        for part, part_labels in parts:
            left -= len(part_labels)
            # Gradients add up in each process; those of the last part wait for the others'.
            with self._common.no_sync() if left else nullcontext():
                answers, loss = self._answers(self._common, part, part_labels)
                # DDP averages over processes, though they may have one image more or less.
                (loss * (len(part_labels) * self._processes / batch)).backward()
            logits.append(answers.float())
        gradients = [parameter.grad for parameter in self.parameters]
        for parameter in self.parameters:
            parameter.grad = None
        return torch.cat(logits), gradients


def _leaves_some_unused(
    network: nn.Module, parameters: Sequence[nn.Parameter], device: torch.device
) -> bool:
    """Whether a parameter has no gradient, for which DDP would wait in vain unless it is told."""
    modes = [(module, module.training) for module in network.modules()]
    network.eval()  # draws no random number, and changes no statistics
    answer = network(torch.zeros(1, 1, SIDE, SIDE, device=device)).sum()
    found = torch.autograd.grad(answer, parameters, allow_unused=True)
    for module, mode in modes:
        module.training = mode
    return None in found
