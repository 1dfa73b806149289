"""The processes that train a network together: as a rule this one alone."""

from pathlib import Path

import torch
from torch import Tensor, nn

from digits.device import choose_device
from digits.params.training import Training
from digits.resume.state_file import StateFile
from digits.training.gradients import Gradients

DEVICE_KEY = "training.device"  # of params.yaml, for messages


class OneProcess:
    """All of them. `SeveralProcesses` overrides whatever they have to do together.

    Attributes:
        count: how many there are.
        rank: which of them this is, from 0; the first one alone writes files and lines.
        local: how many there are on this machine.
    """

    count = 1
    rank = 0
    local = 1

    def device(self, wanted: str) -> torch.device:
        """Where this process computes; `wanted` is the recipe's.

        Raises `DeviceError` where the machine has no such device.
        """
        return choose_device(wanted, DEVICE_KEY)

    def seed_apart(self, seed: int) -> None:
        """Have torch's generator, which dropout draws from, differ from the other processes'.

        Args:
            seed: the recipe's.
        """

    def joined(self, network: nn.Module) -> nn.Module:
        """The network, changed in place: its batch normalization is over the images of all."""
        return network

    def gradients(self, network: nn.Module, recipe: Training, device: torch.device) -> Gradients:
        """What computes the gradients of a whole batch's loss."""
        return Gradients(network, recipe, device)

    def own(self, batch: slice) -> slice:
        """This process's images among those of a batch."""
        return batch

    def together(self, own: Tensor, total: int) -> Tensor:
        """The rows of all, in the order of what `own` divided.

        Args:
            own: a row per image of this process's.
            total: rows of all.
        """
        del total
        return own

    def largest(self, number: int) -> int:
        """The largest of the processes' numbers."""
        return number

    def state_file(self, folder: Path, fingerprint: str) -> StateFile:
        """Where the state of the training is kept."""
        return StateFile(folder, fingerprint)
