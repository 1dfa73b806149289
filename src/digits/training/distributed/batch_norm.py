"""Batch normalization by the statistics of all processes' images, as one process would have them.

torch's own `SyncBatchNorm` runs on GPUs only. It has faster kernels there, but this is the one that
the tests compare with a single process.
"""

from typing import Any

import torch
import torch.distributed as dist
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float
from torch import Tensor, nn

from digits.errors import UserError


class BatchNormError(UserError):
    """A layer whose statistics can't be made common."""


def with_common_statistics(network: nn.Module) -> nn.Module:
    """The network, its batch normalization replaced in place; weights and buffers stay its own.

    Raises `BatchNormError` where a layer has no weights, no running statistics or no momentum.
    """
    for parent in list(network.modules()):
        for name, module in parent.named_children():
            if isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d):
                setattr(parent, name, CommonBatchNorm(module))
    return network


class CommonBatchNorm(nn.Module):
    """Normalizes, in training, by mean and variance over the images of all processes.

    Source: Ioffe & Szegedy, "Batch normalization: accelerating deep network training by reducing
    internal covariate shift", 2015, algorithms 1 and 2.
    """

    running_mean: Tensor
    running_var: Tensor
    num_batches_tracked: Tensor

    def __init__(self, plain: nn.BatchNorm1d | nn.BatchNorm2d) -> None:
        """Take over a layer's options, weights and buffers, under the same names.

        Raises `BatchNormError` where it has not all of them.
        """
        super().__init__()
        if not plain.affine or plain.momentum is None or plain.running_mean is None:
            raise BatchNormError(
                f"{plain}: several processes train batch normalization only with weights, running"
                " statistics and a momentum; write launcher: {kind: python} in params.yaml"
            )
        self._eps, self._momentum = plain.eps, plain.momentum
        self.weight, self.bias = plain.weight, plain.bias
        for name, buffer in plain.named_buffers():
            self.register_buffer(name, buffer)
        self.training = plain.training

    def forward(self, values: Float[Tensor, "n channels ..."]) -> Float[Tensor, "n channels ..."]:
        """Normalized values of the same type, in the same layout."""
        if not self.training:
            statistics = self.running_mean, self.running_var
            return F.batch_norm(values, *statistics, self.weight, self.bias, eps=self._eps)
        normalized, mean, variance, count = _Normalized.apply(values.float(), self._eps)
        with torch.no_grad():
            self.running_mean.lerp_(mean, self._momentum)
            self.running_var.lerp_(variance * (count / (count - 1)), self._momentum)
            self.num_batches_tracked.add_(1)
        shape = _along_channels(values)
        scaled = torch.addcmul(self.bias.view(shape), normalized, self.weight.view(shape))
        return scaled.to(values.dtype)


class _Normalized(torch.autograd.Function):
    """(x - mean) / √(variance + ε), and what it was computed with: mean, variance, count."""

    @staticmethod
    def forward(
        ctx: Any,  # noqa: ANN401 - holds what it is given
        values: Float[Tensor, "n channels ..."],
        eps: float,
    ) -> tuple[Tensor, Tensor, Tensor, Tensor]:
        variance, mean = torch.var_mean(values, _all_but_channels(values), correction=0)
        own = torch.cat([mean, variance, mean.new_tensor([values.numel() // len(mean)])])
        gathered = [torch.empty_like(own) for _ in range(dist.get_world_size())]
        dist.all_gather(gathered, own)
        # Joined as by Chan, Golub & LeVeque, "Updating formulae and a pairwise algorithm for
        # computing sample variances", 1979: a difference of large sums would lose digits.
        rows = torch.stack(gathered)
        counts = rows[:, -1:]
        count = counts.sum()
        means, variances = rows[:, :-1].unflatten(1, (2, -1)).unbind(1)
        mean = (means * counts).sum(0) / count
        variance = ((variances + (means - mean) ** 2) * counts).sum(0) / count
        scale = torch.rsqrt(variance + eps)
        shape = _along_channels(values)
        normalized = (values - mean.view(shape)) * scale.view(shape)
        ctx.save_for_backward(normalized, scale, count)
        ctx.mark_non_differentiable(mean, variance, count)
        return normalized, mean, variance, count

    @staticmethod
    def backward(
        ctx: Any,  # noqa: ANN401 - see above
        *gradients: Tensor,
    ) -> tuple[Tensor, None]:
        gradient, *_ = gradients  # the statistics have none
        normalized, scale, count = ctx.saved_tensors
        over, shape = _all_but_channels(gradient), _along_channels(gradient)
        sums = torch.stack([gradient.sum(over), (gradient * normalized).sum(over)])
        dist.all_reduce(sums)  # mean and variance depend on every process's images
        mean, product = sums / count
        inner = gradient - mean.view(shape) - normalized * product.view(shape)
        return inner * scale.view(shape), None


def _all_but_channels(values: Tensor) -> list[int]:
    return [0, *range(2, values.dim())]


def _along_channels(values: Tensor) -> list[int]:
    return [1, -1] + [1] * (values.dim() - 2)
