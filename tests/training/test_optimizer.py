"""Optimizers of recipes against torch's own."""

import pytest
import torch
from pydantic import ValidationError
from recipes import recipe
from torch import nn, optim

from digits.training.optimizer import build_optimizer


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
    assert type(optimizer) is expected
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
