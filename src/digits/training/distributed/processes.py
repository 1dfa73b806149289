"""Several processes that train one network, each with its share of every batch."""

import os
from pathlib import Path

import torch
import torch.distributed as dist
from torch import Tensor, nn

from digits.device import DeviceError, choose_device
from digits.params.training import Training
from digits.resume.state_file import StateFile
from digits.training.distributed.batch_norm import with_common_statistics
from digits.training.distributed.gradients import CommonGradients
from digits.training.distributed.state_file import CommonStateFile
from digits.training.gradients import Gradients
from digits.training.processes import DEVICE_KEY, OneProcess

_APART = 0x9E3779B97F4A7C15  # 2⁶⁴ divided by the golden ratio: seeds far from each other
_SEEDS = 2**63


class SeveralProcesses(OneProcess):
    """The processes of a group that torchrun started; all call the same methods in the same order.

    Of a batch, process r of n has the images r, r + n, r + 2n, …: so a part of the batch, divided
    among them, is the part that one process would have taken, and no image stands twice.
    """

    def __init__(self) -> None:
        """Take this process's place in the group that is there."""
        self.count = dist.get_world_size()
        self.rank = dist.get_rank()
        self.local = int(os.environ["LOCAL_WORLD_SIZE"])
        self._place = int(os.environ["LOCAL_RANK"])  # on this machine

    def device(self, wanted: str) -> torch.device:
        """The CPU, or the GPU of this process's place on its machine.

        Raises `DeviceError` where there is none, or the recipe asks for what can't be shared.
        """
        device = choose_device(wanted, DEVICE_KEY)
        if device.type == "mps" or wanted.startswith("cuda:"):
            raise DeviceError(
                f"params.yaml: {DEVICE_KEY}: found {wanted!r}, which {self.count} processes can't"
                " share; write cpu, or cuda for a GPU for each of them"
            )
        if device.type == "cuda":
            # Asked in every process: one that has a GPU would wait for one that has none.
            if (gpus := torch.cuda.device_count()) < self.local:
                raise DeviceError(
                    f"params.yaml: launcher.processes: found {self.count}, {self.local} of them on"
                    f" this machine, which has {gpus} GPU{'s' if gpus > 1 else ''}; lower it, or"
                    f" write cpu for {DEVICE_KEY}"
                )
            device = torch.device("cuda", self._place)
            torch.cuda.set_device(device)
        return device

    def seed_apart(self, seed: int) -> None:
        """The first one draws as it would alone."""
        if self.rank:
            torch.manual_seed((seed + self.rank * _APART) % _SEEDS)

    def joined(self, network: nn.Module) -> nn.Module:
        """With batch normalization over the images of all processes."""
        return with_common_statistics(network)

    def gradients(self, network: nn.Module, recipe: Training, device: torch.device) -> Gradients:
        """Averaged over all processes, by DistributedDataParallel."""
        return CommonGradients(network, recipe, device, self.count)

    def own(self, batch: slice) -> slice:
        """Every n-th image."""
        return slice(batch.start + self.rank, batch.stop, self.count)

    def together(self, own: Tensor, total: int) -> Tensor:
        """Gathered on every process."""
        rows = -(-total // self.count)
        padded = own.new_zeros(rows, *own.shape[1:])
        padded[: len(own)] = own
        gathered = [torch.empty_like(padded) for _ in range(self.count)]
        dist.all_gather(gathered, padded)
        return torch.stack(gathered, dim=1).flatten(0, 1)[:total]

    def largest(self, number: int) -> int:
        """Found on the CPU."""
        found = torch.tensor(number, dtype=torch.int64)  # a truth value would be a byte to gloo
        dist.all_reduce(found, dist.ReduceOp.MAX)
        return int(found)

    def state_file(self, folder: Path, fingerprint: str) -> StateFile:
        """The first process's."""
        return CommonStateFile(folder, fingerprint)
