"""How much memory a step of training takes, known before the first one is taken.

At every moment of a step, what is alive grows by as much for every image. So two steps of a few
images tell of a step of any number.
"""

import copy
from dataclasses import dataclass

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from torch import nn

from digits.data.images import SIDE
from digits.errors import UserError
from digits.free_memory import free_memory
from digits.params.training import Training
from digits.training.augmentation import Distortion, random_maps
from digits.training.batch_size import images_at_once
from digits.training.learner import Learner
from digits.training.live_bytes import LiveBytes
from digits.training.processes import OneProcess
from digits.training.random_state import random_state, restore_random_state

_FEW, _MORE = 2, 4  # images; batch normalization trains on no fewer than two
# A heap has holes, and convolutions have scratch space of their own: in steps of 1024 and 4096
# images, resident memory grew by 1.2 to 2.5 times what tensors hold, six networks measured.
_HEAP = 1.75
_GB = 1e9  # bytes


class OutOfMemoryError(UserError):
    """A step of training would take more memory than there is."""


@dataclass(frozen=True)
class StepMemory:
    """What a step takes at each of its moments: bytes whatever the batch, and bytes per image."""

    moments: tuple[tuple[float, float], ...]

    def peak(self, images: int) -> float:
        """The most bytes at any moment of a step of so many images."""
        return max(fixed + images * each for fixed, each in self.moments)


def check_memory(
    learner: Learner,
    recipe: Training,
    images: int,
    processes: OneProcess | None = None,
    available: float | None = None,
) -> None:
    """Refuse a batch size whose steps wouldn't fit into memory.

    The system would end the process without a word, or come to a standstill.

    Args:
        learner: left as it is.
        recipe: the learner's own.
        images: of an epoch; no batch is larger.
        processes: that share each batch; by default this one alone.
        available: bytes; by default what is free on the learner's device, and on a CPU this
            process's share of it.

    Raises `OutOfMemoryError`.
    """
    processes, device = processes or OneProcess(), _device(learner)
    sharing = processes.local if device.type == "cpu" else 1
    free = free_memory(device) / sharing if available is None else available
    memory = step_memory(learner, recipe)
    most = -(-images // processes.count)  # a process's share of an epoch
    batch = min(images_at_once(recipe, processes.count), most)
    if memory.peak(batch) <= free:
        return
    powers = [2**exponent for exponent in range(batch.bit_length())]
    fitting = [size for size in powers if memory.peak(size) <= free]
    if fitting:
        advice = (
            f"a step of {fitting[-1]} would fit: lower training.batch_size or raise"
            " training.accumulation"
        )
    else:
        advice = "not even a batch of 1 would fit: close other programs"
    raise OutOfMemoryError(
        f"params.yaml: training.batch_size: found {recipe.batch_size}; a step of {batch} images"
        f" would take about {memory.peak(batch) / _GB:.2f} GB, and {free / _GB:.2f} GB are free;"
        f" {advice}"
    )


def step_memory(learner: Learner, recipe: Training) -> StepMemory:
    """What a step takes beyond the data and the learner, which are in memory all the time.

    That is the batch, what its layers keep for the backward pass, and gradients.

    Args:
        learner: left as it is, and so are the generators that its dropout draws from.
        recipe: the learner's own.
    """
    device = _device(learner)
    states = random_state(device)
    network = copy.deepcopy(learner.network).train()  # a step changes statistics
    few, more = (_live_bytes(network, learner, recipe, images) for images in (_FEW, _MORE))
    restore_random_state(device, states)
    factor = _HEAP if device.type == "cpu" else 1.0
    moments: list[tuple[float, float]] = []
    # From the end: a network may have more to do the first time.
    for at_few, at_more in zip(reversed(few), reversed(more), strict=False):
        each = (at_more - at_few) / (_MORE - _FEW)
        moments.append((factor * (at_few - _FEW * each), factor * each))
    return StepMemory(tuple(moments))


def _live_bytes(network: nn.Module, learner: Learner, recipe: Training, images: int) -> list[int]:
    """After every operation of the trainer's making of a batch and the learner's step with it."""
    device = _device(learner)
    parameters = [p for p in network.parameters() if p.requires_grad]
    with LiveBytes([*network.parameters(), *network.buffers()]) as live:
        batch = torch.zeros(images, 1, SIDE, SIDE, device=device)
        if limits := recipe.augmentation:
            maps = random_maps(images, limits, side=SIDE, generator=torch.Generator())
            batch = Distortion(SIDE, device)(batch, maps.to(device))
        if recipe.precision == "bfloat16":
            batch = batch.bfloat16()
        with learner.autocast():
            logits = network(batch)
        labels = torch.zeros(images, dtype=torch.int64, device=device)
        loss = F.cross_entropy(logits.float(), labels, label_smoothing=recipe.label_smoothing)
        torch.autograd.grad(loss, parameters, allow_unused=True)
    return live.counts


def _device(learner: Learner) -> torch.device:
    return next(learner.network.parameters()).device
