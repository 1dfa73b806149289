"""Dropout by bytes: what it keeps, how often, and that nothing in it repeats itself."""

import math

import pytest
import torch
from side_by_side import normal
from torch import Tensor

from digits.training.fast_layers.dropout import ByteDropout

KEPT = {0.1: 230, 0.2: 205, 0.25: 192, 0.5: 128, 0.9: 26}  # of the 256 values of a byte
DEVIATIONS = 5  # standard deviations; a right result lies beyond them once in two million draws

INPUTS = {
    "rows": normal(64, 480),
    "plain images": normal(32, 8, 12, 12),
    "channels-last images": normal(32, 8, 12, 12).contiguous(memory_format=torch.channels_last),
    "every second column": normal(64, 960)[:, ::2],
    "turned": normal(480, 64).t(),
    "repeated": normal(1, 480).expand(64, 480),
    "not a multiple of eight": normal(61, 7, 3, 3),
}

probabilities = pytest.mark.parametrize("p", KEPT)
inputs = pytest.mark.parametrize("name", INPUTS)


def dropped(values: Tensor, p: float, seed: int = 0) -> Tensor:
    torch.manual_seed(seed)
    return ByteDropout(p)(values)


@probabilities
@inputs
def test_each_output_is_zero_or_the_scaled_input(p: float, name: str) -> None:
    values = INPUTS[name]
    before = values.clone()
    found = dropped(values, p)
    kept = found != 0
    assert 0 < kept.sum() < kept.numel()
    torch.testing.assert_close(found[kept], values[kept] * 256 / KEPT[p])
    assert values.equal(before)


@probabilities
def test_the_share_of_zeros_is_the_probability_in_256ths(p: float) -> None:
    n, share = 1_000_000, 1 - KEPT[p] / 256
    assert share == pytest.approx(p, abs=1 / 512)
    zeros = (dropped(torch.ones(n), p) == 0).double().mean().item()
    assert abs(zeros - share) < DEVIATIONS * math.sqrt(share * (1 - share) / n)


@probabilities
def test_the_mean_is_that_of_the_input(p: float) -> None:
    values = normal(1000, 1000) + 1
    share = 1 - KEPT[p] / 256
    # An output's variance around its input x is x²·share/(1 - share).
    deviation = math.sqrt(values.double().square().sum().item() * share / (1 - share))
    difference = (dropped(values, p).double() - values.double()).sum().item()
    assert abs(difference) < DEVIATIONS * deviation


@inputs
@pytest.mark.parametrize("p", [0.2, 0.5])
def test_every_place_along_every_dimension_has_its_share_of_zeros(p: float, name: str) -> None:
    zeros = (dropped(INPUTS[name], p) == 0).double()
    share = 1 - KEPT[p] / 256
    for dim in range(zeros.dim()):
        found = zeros.movedim(dim, 0).flatten(1).mean(1)
        n = zeros.numel() // len(found)
        bound = DEVIATIONS * math.sqrt(share * (1 - share) / n)
        assert (found - share).abs().max() < bound, dim


@inputs
def test_no_mask_is_repeated_along_any_dimension(name: str) -> None:
    zeros = dropped(INPUTS[name], 0.5) == 0
    for dim, size in enumerate(zeros.shape):
        assert len(zeros.unique(dim=dim)) > 1
        assert zeros.unique(dim=dim).shape[dim] == size


def test_a_place_says_nothing_of_those_behind_it() -> None:
    n = 1_000_000
    signs = (dropped(torch.ones(n), 0.5) == 0).double() * 2 - 1
    for lag in (*range(1, 66), 128, 256, 624, 1024, 4096):
        correlation = (signs[:-lag] * signs[lag:]).mean().item()
        assert abs(correlation) < DEVIATIONS / math.sqrt(n - lag), lag


@inputs
def test_the_seed_of_torch_decides_the_mask(name: str) -> None:
    values = INPUTS[name]
    assert dropped(values, 0.5, seed=3).equal(dropped(values, 0.5, seed=3))
    assert not dropped(values, 0.5, seed=3).equal(dropped(values, 0.5, seed=4))


def test_every_call_draws_anew() -> None:
    layer, ones = ByteDropout(0.5), torch.ones(100)
    assert not layer(ones).equal(layer(ones))


@inputs
def test_the_gradient_passes_the_same_mask(name: str) -> None:
    values = INPUTS[name].detach().requires_grad_()
    torch.manual_seed(0)
    output = ByteDropout(0.2)(values)
    upstream = normal(*output.shape, seed=1)
    [found] = torch.autograd.grad(output, values, upstream)
    torch.testing.assert_close(found * values.detach(), output.detach() * upstream)
    assert (found != 0).equal(output != 0)


@pytest.mark.parametrize("p", [0.0, 0.001])
def test_a_probability_that_rounds_to_zero_changes_nothing(p: float) -> None:
    values = normal(100, 100)
    assert dropped(values, p).equal(values)


def test_a_probability_of_one_leaves_zeros_with_a_gradient_of_zero() -> None:
    values = normal(8, 3, 4, 4).requires_grad_()
    found = dropped(values, 1.0)
    assert found.shape == values.shape
    assert not found.any()
    assert not torch.autograd.grad(found.sum(), values)[0].any()


@pytest.mark.parametrize("p", [0.0, 0.5, 1.0])
def test_evaluation_changes_nothing_and_draws_nothing(p: float) -> None:
    values = normal(8, 3, 4, 4)
    state = torch.get_rng_state()
    assert ByteDropout(p).eval()(values).equal(values)
    assert torch.get_rng_state().equal(state)


@pytest.mark.parametrize("format_", [torch.contiguous_format, torch.channels_last], ids=str)
def test_keeps_the_layout_of_images(format_: torch.memory_format) -> None:
    images = normal(4, 3, 6, 6).contiguous(memory_format=format_)
    assert dropped(images, 0.5).stride() == images.stride()


@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64], ids=str)
def test_keeps_the_type_of_its_input(dtype: torch.dtype) -> None:
    values = normal(64, 480).to(dtype)
    found = dropped(values, 0.2)
    assert found.dtype == dtype
    assert (found == 0).equal(dropped(values.float(), 0.2) == 0)
    kept = found != 0
    torch.testing.assert_close(found[kept], values[kept] * (256 / 205))


@pytest.mark.parametrize("shape", [(0, 5), (1, 1), (3, 3, 3)], ids=str)
def test_takes_any_number_of_values(shape: tuple[int, ...]) -> None:
    assert dropped(torch.ones(shape), 0.5).shape == shape
