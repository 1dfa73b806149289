"""The layers of a network, and the shapes between them."""

from dataclasses import dataclass

import torch
from jaxtyping import Float
from torch import Tensor, nn


@dataclass(frozen=True)
class Layer:
    """One layer under its name, and the shapes of what it is given and gives."""

    name: str
    module: nn.Module
    image: torch.Size  # shape of one input, without the batch
    output: torch.Size


def traced_layers(
    network: nn.Sequential, image: Float[Tensor, "1 channels height width"]
) -> list[Layer]:
    """The layers of a network in their order, found by sending an image through it.

    Args:
        network: left as it was: no random number is drawn, no statistics are updated.
        image: any input.
    """
    modes = [(module, module.training) for module in network.modules()]
    network.eval()
    layers: list[Layer] = []
    # `named_children` would pass over a layer that stands in two places.
    names = [name for name, _ in network.named_modules(remove_duplicate=False) if "." not in name]
    with torch.no_grad():
        for name, module in zip(filter(None, names), network, strict=True):
            output = module(image)
            layers.append(Layer(name, module, image.shape[1:], output.shape[1:]))
            image = output
    for module, mode in modes:
        module.training = mode
    return layers
