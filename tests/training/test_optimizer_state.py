"""An optimizer's state: saved and restored, it goes on as if nothing had happened."""

import re
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from recipes import recipe
from safetensors.torch import load_file
from torch import nn, optim
from trained import seeded_classifier
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.training.optimizer import build_optimizer
from digits.training.optimizer_state import (
    OptimizerStateError,
    restore_optimizer_state,
    save_optimizer_state,
)

OPTIMIZERS: list[dict[str, object]] = [
    {"kind": "sgd"},
    {"kind": "sgd", "momentum": 0.9},
    {"kind": "adam"},
    {"kind": "adamw"},
    {"kind": "adadelta"},
]
ADAM: dict[str, object] = {"kind": "adam"}


def network(architecture: str, *, channels_last: bool = False) -> nn.Module:
    layout = torch.channels_last if channels_last else torch.contiguous_format
    return seeded_classifier(architecture).network.to(memory_format=layout)


def built(choice: dict[str, object], network: nn.Module) -> optim.Optimizer:
    return build_optimizer(recipe(optimizer=choice).optimizer, 0.01, network.parameters())


def step(network: nn.Module, optimizer: optim.Optimizer, data: LabelledImages) -> None:
    optimizer.zero_grad()
    F.cross_entropy(network(data.images[:32] / 255), data.labels[:32]).backward()
    optimizer.step()


@pytest.mark.parametrize("channels_last", [False, True], ids=["plain", "channels_last"])
@pytest.mark.parametrize("choice", OPTIMIZERS, ids=str)
def test_the_restored_optimizer_takes_the_same_next_steps(
    choice: dict[str, object], *, channels_last: bool, digits_200: LabelledImages, tmp_path: Path
) -> None:
    original, resumed = (network("lenet5", channels_last=channels_last) for _ in range(2))
    first, second = built(choice, original), built(choice, resumed)
    for _ in range(3):
        step(original, first, digits_200)
    save_optimizer_state(first, original, tmp_path / "state.safetensors")
    resumed.load_state_dict(original.state_dict())
    restore_optimizer_state(second, resumed, load_file(tmp_path / "state.safetensors"))
    for _ in range(2):
        step(original, first, digits_200)
        step(resumed, second, digits_200)
    assert weight_bytes(resumed) == weight_bytes(original)


def test_is_named_by_parameter(digits_200: LabelledImages, tmp_path: Path) -> None:
    trained = network("mlp_small")
    optimizer = built(ADAM, trained)
    step(trained, optimizer, digits_200)
    save_optimizer_state(optimizer, trained, tmp_path / "state.safetensors")
    saved = load_file(tmp_path / "state.safetensors")
    layers = ["fc1.bias", "fc1.weight", "logits.bias", "logits.weight"]
    assert sorted(saved) == [f"{n}/{w}" for n in layers for w in ("exp_avg", "exp_avg_sq", "step")]
    assert saved["fc1.weight/exp_avg"].any()
    assert saved["fc1.weight/step"].item() == 1


def test_restoring_keeps_the_recipes_rate_and_options(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    trained = network("mlp_small")
    saved_with, restored_into = built(ADAM, trained), built({**ADAM, "eps": 0.5}, trained)
    step(trained, saved_with, digits_200)
    save_optimizer_state(saved_with, trained, tmp_path / "state.safetensors")
    restored_into.param_groups[0]["lr"] = 0.123
    restore_optimizer_state(restored_into, trained, load_file(tmp_path / "state.safetensors"))
    assert restored_into.param_groups[0]["lr"] == 0.123
    assert restored_into.param_groups[0]["eps"] == 0.5


def test_refuses_a_parameter_that_the_network_has_not() -> None:
    other = network("mlp_small")
    with pytest.raises(OptimizerStateError, match=r"'conv1\.weight/exp_avg'"):
        restore_optimizer_state(built(ADAM, other), other, {"conv1.weight/exp_avg": torch.ones(3)})


@pytest.mark.parametrize("key", ["fc1.weight", "", "/exp_avg", "fc1.weight/exp_avg/more"])
def test_refuses_a_name_of_another_form(key: str) -> None:
    other = network("mlp_small")
    with pytest.raises(OptimizerStateError, match=re.escape(repr(key))):
        restore_optimizer_state(built(ADAM, other), other, {key: torch.ones(28, 784)})


def test_refuses_a_shape_that_is_not_the_parameters() -> None:
    other = network("mlp_small")
    with pytest.raises(OptimizerStateError, match=r"\(784, 784\).*\(28, 784\)"):
        restore_optimizer_state(
            built(ADAM, other), other, {"fc1.weight/exp_avg": torch.ones(784, 784)}
        )


def test_refuses_a_single_number_in_place_of_a_parameters_moments(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    # torch's fused step would read and write past its end.
    trained = network("mlp_small")
    optimizer = built(ADAM, trained)
    step(trained, optimizer, digits_200)
    save_optimizer_state(optimizer, trained, tmp_path / "state.safetensors")
    saved = {**load_file(tmp_path / "state.safetensors"), "fc1.bias/exp_avg": torch.tensor(0.0)}
    with pytest.raises(OptimizerStateError, match=r"fc1\.bias/exp_avg"):
        restore_optimizer_state(built(ADAM, trained), trained, saved)


def test_refuses_the_state_of_another_optimizer(digits_200: LabelledImages, tmp_path: Path) -> None:
    trained = network("mlp_small")
    momentum = built({"kind": "sgd", "momentum": 0.9}, trained)
    step(trained, momentum, digits_200)
    save_optimizer_state(momentum, trained, tmp_path / "state.safetensors")
    with pytest.raises(OptimizerStateError, match="momentum_buffer"):
        restore_optimizer_state(
            built(ADAM, trained), trained, load_file(tmp_path / "state.safetensors")
        )


def test_refuses_a_state_that_leaves_parameters_out(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    trained = network("mlp_small")
    optimizer = built(ADAM, trained)
    step(trained, optimizer, digits_200)
    save_optimizer_state(optimizer, trained, tmp_path / "state.safetensors")
    saved = load_file(tmp_path / "state.safetensors")
    del saved["fc1.weight/exp_avg"]
    with pytest.raises(OptimizerStateError, match=r"fc1\.weight"):
        restore_optimizer_state(built(ADAM, trained), trained, saved)
