"""The states of torch's own generators, which dropout draws from."""

from collections.abc import Mapping

import torch
from torch import Tensor


def random_state(device: torch.device) -> dict[str, Tensor]:
    """The generator's state on the CPU, and the one on the device where that is another."""
    states = {"random/cpu": torch.get_rng_state()}
    if device.type != "cpu":
        states["random/device"] = torch.get_device_module(device).get_rng_state()
    return states


def restore_random_state(device: torch.device, states: Mapping[str, Tensor]) -> None:
    """Take over the states that `random_state` returned; other entries don't matter."""
    torch.set_rng_state(states["random/cpu"])
    if device.type != "cpu":
        torch.get_device_module(device).set_rng_state(states["random/device"])
