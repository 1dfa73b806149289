"""A flattening in the order of memory, and the linear layer that knows of it."""

import pytest
import torch
from side_by_side import LAYOUTS, assert_close_by_name, normal, output_and_gradients
from torch import nn

from digits.training.fast_layers.flatten import ChannelsLastFlatten, ChannelsLastLinear

SIZES = [(3, 4, 5), (16, 4, 4), (2, 1, 6), (5, 1, 1), (1, 3, 3)]  # channels, height, width

sizes = pytest.mark.parametrize("size", SIZES, ids=str)
layouts = pytest.mark.parametrize("layout", LAYOUTS)


def linear(size: tuple[int, int, int], *, bias: bool = True) -> nn.Linear:
    torch.manual_seed(0)
    return nn.Linear(torch.Size(size).numel(), 7, bias=bias)


@sizes
@layouts
def test_the_numbers_of_an_image_are_ordered_by_row_column_channel(
    size: tuple[int, int, int], layout: str
) -> None:
    images = normal(3, *size).contiguous(memory_format=LAYOUTS[layout])
    rows = ChannelsLastFlatten()(images)
    c, h, w = size
    numbers = [images[1, k, i, j] for i in range(h) for j in range(w) for k in range(c)]
    assert rows.shape == (3, c * h * w)
    assert rows[1].equal(torch.stack(numbers))


def test_flattening_channels_last_images_copies_nothing() -> None:
    images = normal(3, 5, 4, 4).contiguous(memory_format=torch.channels_last)
    rows = ChannelsLastFlatten()(images)
    assert rows.data_ptr() == images.data_ptr()
    assert rows.is_contiguous()


@sizes
@layouts
@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
def test_both_together_are_torchs_pair(
    size: tuple[int, int, int], layout: str, *, bias: bool
) -> None:
    plain = linear(size, bias=bias).double()
    fast = ChannelsLastLinear(plain, *size)
    images = normal(6, *size).double().contiguous(memory_format=LAYOUTS[layout])
    output, of_images, gradients = output_and_gradients(
        nn.Sequential(ChannelsLastFlatten(), fast), images
    )
    wanted, of_wanted, expected = output_and_gradients(nn.Sequential(nn.Flatten(), plain), images)
    torch.testing.assert_close(output, wanted)
    torch.testing.assert_close(of_images, of_wanted)
    assert_close_by_name(gradients, expected, share=1e-12)


@sizes
def test_the_weight_reshaped_is_the_plain_one(size: tuple[int, int, int]) -> None:
    plain = linear(size)
    fast = ChannelsLastLinear(plain, *size)
    assert fast.weight.shape == (7, *size)
    assert fast.weight.is_contiguous(memory_format=torch.channels_last)
    assert fast.weight.reshape(7, -1).equal(plain.weight)
    assert fast.bias is plain.bias


@sizes
def test_the_weights_gradient_lies_in_memory_as_the_weight(size: tuple[int, int, int]) -> None:
    # Fused optimizers walk through both as they lie, whatever their strides say.
    fast = ChannelsLastLinear(linear(size), *size)
    output = fast(ChannelsLastFlatten()(normal(6, *size)))
    [gradient] = torch.autograd.grad(output.sum(), [fast.weight])
    assert gradient.is_contiguous(memory_format=torch.channels_last)
