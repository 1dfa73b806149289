"""Optimizers of recipes against torch's own."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from pydantic import ValidationError
from recipes import recipe
from torch import nn, optim

from digits.training.optimizer import allocate_state, build_optimizer


def parameter() -> nn.Parameter:
    return nn.Parameter(torch.tensor([1.0, -2.0, 3.0]))


@pytest.mark.parametrize(
    ("kind", "expected", "options"),
    [
        ("sgd", optim.SGD, {}),
        ("sgd", optim.SGD, {"momentum": 0.9, "nesterov": True, "weight_decay": 0.001}),
        ("adam", optim.Adam, {}),
        ("adam", optim.Adam, {"betas": [0.8, 0.95], "eps": 0.01, "weight_decay": 0.1}),
        ("adamw", optim.AdamW, {}),
        ("adamw", optim.AdamW, {"betas": [0.8, 0.95], "eps": 0.01, "weight_decay": 0.1}),
        ("adadelta", optim.Adadelta, {}),
        ("adadelta", optim.Adadelta, {"rho": 0.8, "eps": 0.01, "weight_decay": 0.1}),
    ],
)
def test_is_torchs_class_with_the_options_given_and_torchs_defaults_otherwise(
    kind: str, expected: type[optim.Optimizer], options: dict[str, object]
) -> None:
    choice = recipe(optimizer={"kind": kind, **options}).optimizer
    ours, theirs = parameter(), parameter()
    optimizer = build_optimizer(choice, 0.05, [ours])
    reference = expected([theirs], lr=0.05, **options)  # pyright: ignore[reportCallIssue] - the base class doesn't know them
    assert isinstance(optimizer, expected)
    for _ in range(3):
        for weights, stepped in ((ours, optimizer), (theirs, reference)):
            weights.grad = weights.detach() ** 2
            stepped.step()
    torch.testing.assert_close(ours, theirs, rtol=1e-6, atol=1e-6)
    [found], [wanted] = (
        [{k: v for k, v in g.items() if k not in {"params", "fused"}} for g in o.param_groups]
        for o in (optimizer, reference)
    )
    assert found == wanted


def test_nesterov_without_momentum_is_refused_with_the_recipe() -> None:
    with pytest.raises(ValidationError, match="momentum"):
        recipe(optimizer={"kind": "sgd", "nesterov": True})


@pytest.mark.parametrize(
    "choice",
    [
        {"kind": "sgd", "weight_decay": 0.001},
        {"kind": "sgd", "momentum": 0.9, "nesterov": True, "weight_decay": 0.001},
        {"kind": "adam", "weight_decay": 0.1},
        {"kind": "adamw", "weight_decay": 0.1},
        {"kind": "adadelta"},
    ],
    ids=str,
)
def test_a_state_made_beforehand_changes_no_bit_of_any_step(choice: dict[str, object]) -> None:
    made, unmade = parameter(), parameter()
    optimizers = [build_optimizer(recipe(optimizer=choice).optimizer, 0.05, [made])]
    allocate_state(optimizers[0])
    assert made.equal(unmade)
    optimizers.append(build_optimizer(recipe(optimizer=choice).optimizer, 0.05, [unmade]))
    for _ in range(3):
        for weights, optimizer in zip((made, unmade), optimizers, strict=True):
            weights.grad = weights.detach() ** 2
            optimizer.step()
        assert made.equal(unmade)


def test_training_leaves_torchs_compiler_on_the_disk() -> None:
    # It is a sixth of a training process's memory, and a second of its time.
    program = """
import sys
from synthetic import synthetic_digits
from trained import seeded_classifier, train
from recipes import recipe
for kind in ("sgd", "adam", "adamw", "adadelta"):
    chosen = recipe(optimizer={"kind": kind}, schedule={"kind": "one_cycle", "warmup": 0.3})
    train(seeded_classifier("mlp_small"), chosen, synthetic_digits(40, seed=0))
assert not {"torch._dynamo", "torch._inductor", "pandas"} & set(sys.modules)
"""
    folder = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True, timeout=120)  # noqa: S603 - no shell, no foreign text
