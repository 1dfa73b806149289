"""Learning rates step by step, against formulas: 3 epochs of 4 steps unless said otherwise."""

import math

import pytest
import torch
from hypothesis import example, given, settings
from hypothesis import strategies as st
from recipes import recipe
from torch import nn, optim

from digits.training.optimizer import build_optimizer, build_schedule

RATE = 0.1
STEPS = 12


def built(schedule: dict[str, object], optimizer: dict[str, object]) -> optim.Optimizer:
    """An optimizer under a schedule of twelve steps, before the first."""
    choice = recipe(schedule=schedule, optimizer=optimizer)
    built = build_optimizer(choice.optimizer, RATE, [nn.Parameter(torch.ones(2))])
    build_schedule(choice.schedule, built, steps_per_epoch=4, epochs=3)
    return built


def rates(schedule: dict[str, object], steps_per_epoch: int = 4, epochs: int = 3) -> list[float]:
    """The learning rate of every step."""
    choice = recipe(schedule=schedule)
    optimizer = build_optimizer(choice.optimizer, RATE, [nn.Parameter(torch.ones(2))])
    built = build_schedule(
        choice.schedule, optimizer, steps_per_epoch=steps_per_epoch, epochs=epochs
    )
    found: list[float] = []
    for _ in range(steps_per_epoch * epochs):
        found.append(float(optimizer.param_groups[0]["lr"]))
        optimizer.step()
        if built is not None:
            built.step()
    return found


def half_cosine(start: float, end: float, share: float) -> float:
    return end + (start - end) * (1 + math.cos(math.pi * share)) / 2


@pytest.mark.parametrize(
    ("schedule", "epoch_rates"),
    [
        ({"kind": "constant"}, [0.1, 0.1, 0.1]),
        ({"kind": "step", "every": 1, "gamma": 0.5}, [0.1, 0.05, 0.025]),
        ({"kind": "step", "every": 2, "gamma": 0.5}, [0.1, 0.1, 0.05]),
        ({"kind": "exponential", "gamma": 0.7}, [0.1, 0.07, 0.049]),
    ],
)
def test_changes_between_epochs_only(schedule: dict[str, object], epoch_rates: list[float]) -> None:
    assert rates(schedule) == pytest.approx([rate for rate in epoch_rates for _ in range(4)])


def test_cosine_falls_in_every_step_to_almost_zero() -> None:
    found = rates({"kind": "cosine"})
    assert found == pytest.approx([half_cosine(RATE, 0, step / STEPS) for step in range(STEPS)])
    assert found == sorted(found, reverse=True)
    assert found[-1] < RATE / 50


def test_one_cycle_rises_to_the_learning_rate_and_falls_to_almost_zero() -> None:
    up, start, end = 2, RATE / 25, RATE / 25 / 10_000  # the peak's step; torch's two divisors
    expected = [half_cosine(start, RATE, step / up) for step in range(up)]
    expected += [half_cosine(RATE, end, (step - up) / (STEPS - 1 - up)) for step in range(up, 12)]
    found = rates({"kind": "one_cycle", "warmup": 0.25})
    assert found == pytest.approx(expected)
    assert max(found) == pytest.approx(RATE)


@pytest.mark.parametrize("kind", [{"kind": "one_cycle", "warmup": 0.25}, {"kind": "cosine"}])
def test_a_run_of_one_step_has_the_learning_rate(kind: dict[str, object]) -> None:
    assert rates(kind, steps_per_epoch=1, epochs=1) == pytest.approx([RATE])


@settings(deadline=None, max_examples=50)
@given(steps=st.integers(1, 40), warmup=st.floats(0.01, 0.99))
@example(steps=10, warmup=0.1)  # a warm-up of exactly one step
@example(steps=2, warmup=0.5)
def test_one_cycle_stays_between_zero_and_the_learning_rate_however_short_the_run(
    steps: int, warmup: float
) -> None:
    found = rates({"kind": "one_cycle", "warmup": warmup}, steps_per_epoch=steps, epochs=1)
    assert min(found) > 0
    assert max(found) <= RATE * 1.000001


@pytest.mark.parametrize(
    "optimizer",
    [
        {"kind": "sgd"},
        {"kind": "sgd", "momentum": 0.5},
        {"kind": "adam", "betas": [0.8, 0.95]},
        {"kind": "adadelta"},
    ],
    ids=str,
)
@pytest.mark.parametrize(
    "schedule",
    [
        {"kind": "step", "every": 1, "gamma": 0.5},
        {"kind": "exponential", "gamma": 0.5},
        {"kind": "cosine"},
        {"kind": "one_cycle", "warmup": 0.25},
    ],
    ids=str,
)
def test_every_schedule_leaves_the_other_options_of_every_optimizer_alone(
    schedule: dict[str, object], optimizer: dict[str, object]
) -> None:
    [scheduled] = built(schedule, optimizer).param_groups
    [constant] = built({"kind": "constant"}, optimizer).param_groups
    changed = {key for key in constant if key != "params" and scheduled[key] != constant[key]}
    assert changed <= {"lr"}
