"""Optimizers and learning-rate schedules of params.yaml, as torch's own classes."""

from collections.abc import Iterable

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


def build_optimizer(
    choice: Optimizer, learning_rate: float, parameters: Iterable[nn.Parameter]
) -> optim.Optimizer:
    """The optimizer of a recipe; options that it leaves out are torch's own."""
    options = choice.model_dump(exclude={"kind"}, exclude_none=True)
    match choice:
        case Sgd():
            return optim.SGD(parameters, lr=learning_rate, fused=True, **options)
        case Adam(kind="adam"):
            return optim.Adam(parameters, lr=learning_rate, fused=True, **options)
        case Adam():
            return optim.AdamW(parameters, lr=learning_rate, fused=True, **options)
        case Adadelta():
            return optim.Adadelta(parameters, lr=learning_rate, **options)


def build_schedule(
    choice: Schedule, optimizer: optim.Optimizer, *, steps_per_epoch: int, epochs: int
) -> LRScheduler | None:
    """The schedule of a recipe, to be stepped after every batch; None for a constant rate."""
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
        case OneCycle(warmup=warmup):
            peak = [group["lr"] for group in optimizer.param_groups]
            # torch divides by zero for a warm-up of exactly one step, and by default it turns the
            # momentum as well, whatever the recipe says of it.
            share = min(max(warmup, 1.5 / steps), 0.999)
            return OneCycleLR(
                optimizer, peak, total_steps=steps, pct_start=share, cycle_momentum=False
            )
