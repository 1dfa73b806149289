"""Weights as bytes: tests compare them without any tolerance."""

from torch import nn


def weight_bytes(module: nn.Module) -> dict[str, bytes]:
    """The bytes of every parameter and buffer, in torch's plain layout."""
    return {
        name: value.detach().contiguous().numpy().tobytes()
        for name, value in module.state_dict().items()
    }
