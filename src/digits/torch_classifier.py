"""A network with its preprocessing inside: from pixels as they are stored to a logit per class."""

from collections.abc import Callable
from importlib import import_module

import torch
from jaxtyping import Float, Real, UInt8
from torch import Tensor, nn


class TorchClassifier(nn.Module):
    """Images of uint8 pixels to logits: (pixel / 255 - mean) / std, then a network.

    The normalization is part of the state, so that training, evaluation and any later use of the
    weights can't disagree about it.
    """

    mean: Tensor
    std: Tensor

    def __init__(
        self, architecture: str, *, classes: int = 10, mean: float = 0.0, std: float = 1.0
    ) -> None:
        """Build the network `digits.models.<architecture>`, initialised by torch's generator.

        Args:
            architecture: the name of a module of `digits.models`.
            classes: how many the network tells apart.
            mean: subtracted from pixels on the scale from 0 to 1.
            std: what the difference is divided by.
        """
        super().__init__()
        self.architecture = architecture
        self.register_buffer("mean", torch.tensor(mean))
        self.register_buffer("std", torch.tensor(std))
        self.network: nn.Module = import_module(f"digits.models.{architecture}").Model(classes)

    def parameter_count(self) -> int:
        """How many numbers training adjusts."""
        return sum(parameter.numel() for parameter in self.network.parameters())

    def normalize(self, images: Real[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 1 28 28"]:
        """What the network sees of images with pixels from 0 to 255, stored or computed."""
        pixels = images.to(torch.float32, copy=True)  # the one new tensor; the rest is in place
        return pixels.div_(255).sub_(self.mean).div_(self.std)

    def forward(self, images: UInt8[Tensor, "n 1 28 28"]) -> Float[Tensor, "n classes"]:
        """Logits: their softmax are the probabilities of the classes."""
        return self.network(self.normalize(images))


def logits_in_batches(
    network: nn.Module,
    images: Tensor,
    batch_size: int,
    prepare: Callable[[Tensor], Tensor] | None = None,
) -> Float[Tensor, "n classes"]:
    """Run a network over many images, without gradients and in evaluation mode.

    Args:
        network: a `TorchClassifier` on uint8 images, or the network inside on normalized ones.
        images: n × 1 × 28 × 28, on the network's device, or what `prepare` makes such images of.
        batch_size: images at a time; it bounds the memory.
        prepare: what is done to each batch before the network sees it.

    Returns float32 logits on the same device.
    """
    network.eval()
    with torch.inference_mode():
        batches = images.split(batch_size)
        return torch.cat([network(prepare(each) if prepare else each).float() for each in batches])
