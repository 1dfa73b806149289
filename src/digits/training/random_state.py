"""The states of torch's own generators, which dropout draws from."""

from collections.abc import Mapping

import torch
from torch import Tensor


def random_state(device: torch.device) -> dict[str, Tensor]:
    """The generator's state on the CPU, and the one on the device where that is another."""
    states = {"random/cpu": torch.get_rng_state()}
    if device.type != "cpu":
        states["random/device"] = torch.get_device_module(device).get_rng_state(*_numbered(device))
    return states


def restore_random_state(device: torch.device, states: Mapping[str, Tensor]) -> None:
    """Take over the states that `random_state` returned; other entries don't matter."""
    torch.set_rng_state(states["random/cpu"])
    if device.type != "cpu":
        restore = torch.get_device_module(device).set_rng_state
        restore(states["random/device"], *_numbered(device))


def _numbered(device: torch.device) -> list[torch.device]:
    """The device where there may be several, each with its generator: torch.mps has but one."""
    return [device] if device.type == "cuda" else []
