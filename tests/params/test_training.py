"""The block `training`: every kind of optimizer and of schedule with all that it takes."""

from typing import Any

import pytest
import torch
from params_document import document
from pydantic import TypeAdapter, ValidationError

from digits.params.training import Optimizer, Schedule, Training
from digits.training.optimizer import build_optimizer

OPTIMIZERS: list[dict[str, object]] = [
    {"kind": "sgd", "momentum": 0.9, "weight_decay": 0.1, "nesterov": True},
    {"kind": "adam", "betas": [0.5, 0.9], "eps": 1e-9, "weight_decay": 0},
    {"kind": "adamw", "betas": [0, 0.9], "eps": 1e-9, "weight_decay": 0.2},
    {"kind": "adadelta", "rho": 0.8, "eps": 1e-9, "weight_decay": 0.1},
]

SCHEDULES: list[dict[str, object]] = [
    {"kind": "constant"},
    {"kind": "step", "every": 3, "gamma": 1},
    {"kind": "exponential", "gamma": 0.9},
    {"kind": "cosine"},
    {"kind": "one_cycle", "warmup": 0.3},
]


@pytest.mark.parametrize("written", OPTIMIZERS)
def test_an_optimizer_takes_all_of_its_options(written: dict[str, object]) -> None:
    assert TypeAdapter[Any](Optimizer).validate_python(written).model_dump() == written


@pytest.mark.parametrize("kind", [optimizer["kind"] for optimizer in OPTIMIZERS])
def test_options_of_an_optimizer_may_be_left_out(kind: str) -> None:
    optimizer = TypeAdapter[Any](Optimizer).validate_python({"kind": kind})
    assert optimizer.model_dump(exclude_none=True) == {"kind": kind}


@pytest.mark.parametrize("eps", [0, 1e-46, 1e-31])
@pytest.mark.parametrize("kind", ["adam", "adamw", "adadelta"])
def test_an_eps_that_is_or_is_almost_zero_is_refused(kind: str, eps: float) -> None:
    with pytest.raises(ValidationError, match="eps"):
        TypeAdapter[Any](Optimizer).validate_python({"kind": kind, "eps": eps})


@pytest.mark.parametrize("written", [{**each, "eps": 1e-30} for each in OPTIMIZERS[1:]])
@pytest.mark.parametrize("rate", [5e-324, 1.0])
def test_weights_without_gradient_stay_finite_at_the_smallest_numbers(
    written: dict[str, object], rate: float
) -> None:
    weight = torch.nn.Parameter(torch.ones(3))
    choice = TypeAdapter[Any](Optimizer).validate_python(written)
    optimizer = build_optimizer(choice, rate, [weight])
    for _ in range(3):
        weight.grad = torch.zeros(3)
        optimizer.step()
    assert weight.isfinite().all()


@pytest.mark.parametrize("written", SCHEDULES)
def test_a_schedule_takes_exactly_its_options(written: dict[str, object]) -> None:
    schedule = TypeAdapter[Any](Schedule)
    assert schedule.validate_python(written).model_dump() == written
    for option in written:
        with pytest.raises(ValidationError):
            schedule.validate_python({key: written[key] for key in written if key != option})


def test_nothing_but_an_option_of_an_optimizer_may_be_left_out() -> None:
    written = document()["models"]["m"]["training"]
    for key in Training.model_fields:
        with pytest.raises(ValidationError, match="Field required"):
            Training.model_validate({name: written[name] for name in written if name != key})


def test_a_start_needs_both_checksums() -> None:
    saved = {"path": "weights.safetensors", "sha256": "0" * 64}
    written = document()["models"]["m"]["training"]
    start = {"weights": saved, "optimizer": saved}
    training = Training.model_validate({**written, "start_from": start})
    assert training.start_from is not None
    assert training.start_from.model_dump() == start
    for name in start:
        spoilt = {**start, name: {"path": saved["path"]}}
        with pytest.raises(ValidationError, match="sha256"):
            Training.model_validate({**written, "start_from": spoilt})
