"""Flattening a channels-last activation without moving it, and the linear layer that follows."""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float
from torch import Tensor, nn


class ChannelsLastFlatten(nn.Module):
    """`nn.Flatten` in the order of memory, row, column, channel: a view where torch's is a copy."""

    def forward(self, images: Float[Tensor, "n c h w"]) -> Float[Tensor, "n hwc"]:
        """All numbers of an image in one row."""
        return images.permute(0, 2, 3, 1).flatten(1)


class ChannelsLastLinear(nn.Module):
    """An `nn.Linear` behind a `ChannelsLastFlatten`.

    Its weight is out × c × h × w in the channels-last layout: the same numbers in the same logical
    order as the plain layer's out × (c·h·w), so `weight.reshape(out, -1)` is the plain weight.
    """

    def __init__(self, linear: nn.Linear, channels: int, height: int, width: int) -> None:
        """Copy a layer's weight into the new layout; share its bias."""
        super().__init__()
        weight = linear.weight.detach().view(-1, channels, height, width)
        self.weight = nn.Parameter(
            weight.contiguous(memory_format=torch.channels_last), linear.weight.requires_grad
        )
        self.bias = linear.bias

    def forward(self, rows: Float[Tensor, "n hwc"]) -> Float[Tensor, "n out"]:
        """The linear map of each row."""
        return F.linear(rows, self.weight.permute(0, 2, 3, 1).flatten(1), self.bias)
