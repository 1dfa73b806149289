"""An optimizer's state: saved and restored, it goes on as if nothing had happened."""

import re
from pathlib import Path

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from recipes import recipe
from safetensors.torch import load_file
from side_by_side import assert_close_by_name
from torch import Tensor, nn, optim
from trained import seeded_classifier
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.training.fast_layers.flatten import ChannelsLastLinear
from digits.training.fast_layers.rewrite import copy_back, with_fast_layers
from digits.training.memory_order import in_memory_order, laid_out_like
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


def twin_of(network: nn.Module) -> nn.Module:
    twin = with_fast_layers(network, torch.zeros(1, 1, 28, 28))
    assert any(isinstance(module, ChannelsLastLinear) for module in twin.modules())
    return twin


def built(choice: dict[str, object], network: nn.Module) -> optim.Optimizer:
    stepped = [nn.Parameter(in_memory_order(p.detach())) for p in network.parameters()]
    return build_optimizer(recipe(optimizer=choice).optimizer, 0.01, stepped)


def step(network: nn.Module, optimizer: optim.Optimizer, data: LabelledImages) -> None:
    network.zero_grad()
    F.cross_entropy(network(data.images[:32] / 255), data.labels[:32]).backward()
    stepped = optimizer.param_groups[0]["params"]
    for parameter, in_optimizer in zip(network.parameters(), stepped, strict=True):
        assert parameter.grad is not None
        in_optimizer.grad = in_memory_order(laid_out_like(parameter, parameter.grad))
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
    save_optimizer_state(first, original, original, tmp_path / "state.safetensors")
    resumed.load_state_dict(original.state_dict())
    restore_optimizer_state(second, resumed, resumed, load_file(tmp_path / "state.safetensors"))
    for _ in range(2):
        step(original, first, digits_200)
        step(resumed, second, digits_200)
    assert weight_bytes(resumed) == weight_bytes(original)


@pytest.mark.parametrize("channels_last", [False, True], ids=["plain", "channels_last"])
@pytest.mark.parametrize("choice", OPTIMIZERS, ids=str)
def test_restored_into_a_twin_the_optimizer_takes_the_same_next_steps(
    choice: dict[str, object], *, channels_last: bool, digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "state.safetensors"
    original, resumed = (network("lenet", channels_last=channels_last) for _ in range(2))
    twin = twin_of(original)
    first = built(choice, twin)
    for _ in range(3):
        step(twin, first, digits_200)
    save_optimizer_state(first, twin, original, path)
    copy_back(twin, original)
    resumed.load_state_dict(original.state_dict())
    other = twin_of(resumed)
    second = built(choice, other)
    restore_optimizer_state(second, other, resumed, load_file(path))
    for _ in range(2):
        step(twin, first, digits_200)
        step(other, second, digits_200)
    assert weight_bytes(other) == weight_bytes(twin)


@pytest.mark.parametrize("channels_last", [False, True], ids=["plain", "channels_last"])
@pytest.mark.parametrize("choice", OPTIMIZERS, ids=str)
def test_a_twin_saves_what_the_plain_network_saves(
    choice: dict[str, object], *, channels_last: bool, digits_200: LabelledImages, tmp_path: Path
) -> None:
    plain, original = (network("lenet", channels_last=channels_last) for _ in range(2))
    for name, trained, own in (("plain", plain, plain), ("twin", twin_of(original), original)):
        optimizer = built(choice, trained)
        for _ in range(3):
            step(trained, optimizer, digits_200)
        save_optimizer_state(optimizer, trained, own, tmp_path / name)
    found, expected = load_file(tmp_path / "twin"), load_file(tmp_path / "plain")
    assert {key: value.shape for key, value in found.items()} == {
        key: value.shape for key, value in expected.items()
    }
    assert_close_by_name(dict(sorted(found.items())), dict(sorted(expected.items())), share=1e-3)


@pytest.mark.parametrize("direction", ["from plain to twin", "from twin to plain"])
@pytest.mark.parametrize("choice", OPTIMIZERS, ids=str)
def test_a_state_goes_on_in_the_other_kind_of_network(
    choice: dict[str, object], direction: str, digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "state.safetensors"
    original, resumed = network("lenet"), network("lenet")
    trained = twin_of(original) if direction == "from twin to plain" else original
    first = built(choice, trained)
    for _ in range(3):
        step(trained, first, digits_200)
    save_optimizer_state(first, trained, original, path)
    copy_back(trained, original)
    resumed.load_state_dict(original.state_dict())
    before = {name: value.clone() for name, value in resumed.state_dict().items()}
    other = resumed if direction == "from twin to plain" else twin_of(resumed)
    second = built(choice, other)
    restore_optimizer_state(second, other, resumed, load_file(path))
    step(trained, first, digits_200)
    step(other, second, digits_200)
    copy_back(trained, original)
    copy_back(other, resumed)
    changes, others = (
        {name: value - before[name] for name, value in each.state_dict().items()}
        for each in (resumed, original)
    )
    assert_close_by_name(changes, others, share=1e-2)


def test_is_named_by_parameter(digits_200: LabelledImages, tmp_path: Path) -> None:
    trained = network("mlp_small")
    optimizer = built(ADAM, trained)
    step(trained, optimizer, digits_200)
    save_optimizer_state(optimizer, trained, trained, tmp_path / "state.safetensors")
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
    save_optimizer_state(saved_with, trained, trained, tmp_path / "state.safetensors")
    restored_into.param_groups[0]["lr"] = 0.123
    restore_optimizer_state(
        restored_into, trained, trained, load_file(tmp_path / "state.safetensors")
    )
    assert restored_into.param_groups[0]["lr"] == 0.123
    assert restored_into.param_groups[0]["eps"] == 0.5


def test_refuses_a_parameter_that_the_network_has_not() -> None:
    other = network("mlp_small")
    with pytest.raises(OptimizerStateError, match=r"'conv1\.weight/exp_avg'"):
        restore_optimizer_state(
            built(ADAM, other), other, other, {"conv1.weight/exp_avg": torch.ones(3)}
        )


@pytest.mark.parametrize("key", ["fc1.weight", "", "/exp_avg", "fc1.weight/exp_avg/more"])
def test_refuses_a_name_of_another_form(key: str) -> None:
    other = network("mlp_small")
    with pytest.raises(OptimizerStateError, match=re.escape(repr(key))):
        restore_optimizer_state(built(ADAM, other), other, other, {key: torch.ones(28, 784)})


def test_refuses_a_shape_that_is_not_the_parameters() -> None:
    other = network("mlp_small")
    with pytest.raises(OptimizerStateError, match=r"\(784, 784\).*\(28, 784\)"):
        restore_optimizer_state(
            built(ADAM, other), other, other, {"fc1.weight/exp_avg": torch.ones(784, 784)}
        )


def test_refuses_a_single_number_in_place_of_a_parameters_moments(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    # torch's fused step would read and write past its end.
    trained = network("mlp_small")
    optimizer = built(ADAM, trained)
    step(trained, optimizer, digits_200)
    save_optimizer_state(optimizer, trained, trained, tmp_path / "state.safetensors")
    saved = {**load_file(tmp_path / "state.safetensors"), "fc1.bias/exp_avg": torch.tensor(0.0)}
    with pytest.raises(OptimizerStateError, match=r"fc1\.bias/exp_avg"):
        restore_optimizer_state(built(ADAM, trained), trained, trained, saved)


@pytest.mark.parametrize(
    ("value", "found"),
    [(torch.full((28,), float("nan")), "NaN"), (torch.zeros(28, dtype=torch.float64), "float64")],
    ids=["NaN", "float64"],
)
def test_refuses_a_state_of_another_type_or_without_a_value(
    value: Tensor, found: str, digits_200: LabelledImages, tmp_path: Path
) -> None:
    trained = network("mlp_small")
    optimizer = built(ADAM, trained)
    step(trained, optimizer, digits_200)
    save_optimizer_state(optimizer, trained, trained, tmp_path / "state.safetensors")
    saved = {**load_file(tmp_path / "state.safetensors"), "fc1.bias/exp_avg": value}
    with pytest.raises(OptimizerStateError, match=rf"fc1\.bias/exp_avg.*{found}"):
        restore_optimizer_state(built(ADAM, trained), trained, trained, saved)


def test_refuses_the_state_of_another_optimizer(digits_200: LabelledImages, tmp_path: Path) -> None:
    trained = network("mlp_small")
    momentum = built({"kind": "sgd", "momentum": 0.9}, trained)
    step(trained, momentum, digits_200)
    save_optimizer_state(momentum, trained, trained, tmp_path / "state.safetensors")
    with pytest.raises(OptimizerStateError, match="momentum_buffer"):
        restore_optimizer_state(
            built(ADAM, trained), trained, trained, load_file(tmp_path / "state.safetensors")
        )


def test_refuses_a_state_that_leaves_parameters_out(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    trained = network("mlp_small")
    optimizer = built(ADAM, trained)
    step(trained, optimizer, digits_200)
    save_optimizer_state(optimizer, trained, trained, tmp_path / "state.safetensors")
    saved = load_file(tmp_path / "state.safetensors")
    del saved["fc1.weight/exp_avg"]
    with pytest.raises(OptimizerStateError, match=r"fc1\.weight"):
        restore_optimizer_state(built(ADAM, trained), trained, trained, saved)


KEY = "params.yaml: training.start_from.optimizer"
REPAIR = "give what this optimizer kept of this network, or write null"
KEPT_BY_ADAM = "exp_avg, exp_avg_sq, step"
KEPT_BY_ADADELTA = "acc_delta, square_avg, step"


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("conv1.bias/step", torch.ones(3), "names no parameter of the network"),
        ("fc1.bias/step", torch.ones(3), "has shape (3,), it should have ()"),
        ("fc1.bias/exp_avg", torch.ones(3), "has shape (3,), it should have (28,)"),
        (
            "fc1.bias/exp_avg",
            torch.ones(28).double(),
            "should hold finite numbers of torch.float32, found torch.float64",
        ),
        (
            "fc1.bias/exp_avg",
            torch.full((28,), float("inf")),
            "should hold finite numbers of torch.float32, found torch.float32 and NaN or infinity",
        ),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)
def test_a_tensor_that_does_not_fit_is_named_with_what_to_do(
    name: str, value: Tensor, said: str
) -> None:
    trained = network("mlp_small")
    with pytest.raises(OptimizerStateError) as refused:
        restore_optimizer_state(built(ADAM, trained), trained, trained, {name: value})
    assert str(refused.value) == f"{KEY}: {name!r} in the file {said}; {REPAIR}"


@pytest.mark.parametrize(
    ("choice", "saved", "found", "kept"),
    [
        (ADAM, {}, "nothing", KEPT_BY_ADAM),
        ({"kind": "adamw"}, {"fc1.weight/step": torch.tensor(1.0)}, "step", KEPT_BY_ADAM),
        ({"kind": "adadelta"}, {}, "nothing", KEPT_BY_ADADELTA),
        ({"kind": "sgd", "momentum": 0.9}, {}, "nothing", "momentum_buffer"),
        ({"kind": "sgd"}, {"fc1.weight/step": torch.tensor(1.0)}, "step", "nothing"),
    ],
    ids=str,
)
def test_what_the_file_has_and_what_the_optimizer_keeps_are_both_listed(
    choice: dict[str, object], saved: dict[str, Tensor], found: str, kept: str
) -> None:
    trained = network("mlp_small")
    with pytest.raises(OptimizerStateError) as refused:
        restore_optimizer_state(built(choice, trained), trained, trained, saved)
    assert str(refused.value) == (
        f"{KEY}: of 'fc1.weight', the file has {found}, this optimizer keeps {kept}; {REPAIR}"
    )
