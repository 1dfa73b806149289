"""The group of processes that torchrun started, while they train."""

from collections.abc import Generator
from contextlib import contextmanager

import torch
import torch.distributed as dist

from digits.training.distributed.processes import SeveralProcesses


@contextmanager
def group_of_processes() -> Generator[SeveralProcesses]:
    """Join the others, whose number and addresses torchrun left in the environment."""
    nccl = torch.cuda.is_available() and dist.is_nccl_available()
    # Numbers of the host stay on it: what a signal or the clock says waits for no GPU.
    dist.init_process_group("cpu:gloo,cuda:nccl" if nccl else "gloo")
    yield SeveralProcesses()
    dist.destroy_process_group()  # not after an error, when the others may be gone already
