"""Optimizers and learning-rate schedules of params.yaml, as torch's own classes."""

import inspect
from collections.abc import Iterable
from typing import TypeVar, cast

import torch
from torch import nn, optim
from torch.optim.lr_scheduler import (
    CosineAnnealingLR,
    LRScheduler,
    OneCycleLR,
    StepLR,
)

from digits.params.training import (
    Adadelta,
    Adam,
    Constant,
    Cosine,
    Exponential,
    OneCycle,
    Optimizer,
    Schedule,
    Sgd,
    Step,
)

_Kind = TypeVar("_Kind", bound=optim.Optimizer)


def _without_compiler(kind: type[_Kind]) -> type[_Kind]:
    """A class of optimizers that leaves torch's compiler alone.

    torch wraps these methods so that they could stand inside a compiled function; the first call of
    any imports the compiler, 160 MB and a second, and every step passes through the wrapper.
    """
    names = ("add_param_group", "zero_grad", "state_dict", "load_state_dict")
    methods = {name: inspect.unwrap(getattr(kind, name)) for name in names}
    methods["step"] = torch.no_grad()(inspect.unwrap(kind.step))
    return cast("type[_Kind]", type(kind.__name__, (kind,), methods))


_Sgd = _without_compiler(optim.SGD)
_Adam = _without_compiler(optim.Adam)
_AdamW = _without_compiler(optim.AdamW)
_Adadelta = _without_compiler(optim.Adadelta)


def build_optimizer(
    choice: Optimizer, learning_rate: float, parameters: Iterable[nn.Parameter]
) -> optim.Optimizer:
    """The optimizer of a recipe; options that it leaves out are torch's own."""
    options = choice.model_dump(exclude={"kind"}, exclude_none=True)
    match choice:
        case Sgd():
            return _Sgd(parameters, lr=learning_rate, fused=True, **options)
        case Adam(kind="adam"):
            return _Adam(parameters, lr=learning_rate, fused=True, **options)
        case Adam():
            return _AdamW(parameters, lr=learning_rate, fused=True, **options)
        case Adadelta():
            return _Adadelta(parameters, lr=learning_rate, **options)


def allocate_state(optimizer: optim.Optimizer) -> None:
    """Have an optimizer make its state now, as it would be before its first step: zeros.

    It is up to twice as large as the weights and stays to the end of the training. Made by the
    first step, it would lie between the activations of that step, and the next one's, all a little
    too large for the holes, would need a heap of up to 100 MB more.
    """
    rates = [group["lr"] for group in optimizer.param_groups]
    for group in optimizer.param_groups:
        group["lr"] = 0.0
        for parameter in group["params"]:
            parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    optimizer.zero_grad()
    for group, rate in zip(optimizer.param_groups, rates, strict=True):
        group["lr"] = rate
    for state in optimizer.state.values():
        for value in state.values():
            if isinstance(value, torch.Tensor):
                value.zero_()


def build_schedule(
    choice: Schedule, optimizer: optim.Optimizer, *, steps_per_epoch: int, epochs: int
) -> LRScheduler | None:
    """The schedule of a recipe, to be stepped after every batch; None where the rate stays."""
    steps = steps_per_epoch * epochs
    match choice:
        case Constant():
            return None
        case Step(every=every, gamma=gamma):
            return StepLR(optimizer, step_size=every * steps_per_epoch, gamma=gamma)
        case Exponential(gamma=gamma):
            return StepLR(optimizer, step_size=steps_per_epoch, gamma=gamma)
        case Cosine():
            return CosineAnnealingLR(optimizer, T_max=steps)
        case OneCycle() if steps == 1:
            return None  # the one step would have the rate that a cycle starts with, or ends with
        case OneCycle(warmup=warmup):
            peak = [group["lr"] for group in optimizer.param_groups]
            # torch divides by zero for a warm-up of exactly one step, or of all steps; and it would
            # turn the momentum as well, whatever the recipe says of it.
            share = min(max(warmup, 1.5 / steps), 0.999)
            return OneCycleLR(
                optimizer, peak, total_steps=steps, pct_start=share, cycle_momentum=False
            )
