"""A convolution as a product of matrices against torch's own."""

import pytest
import torch
from side_by_side import LAYOUTS, assert_close_by_name, distinct, normal, output_and_gradients
from torch import nn
from torch.func import functional_call

from digits.training.fast_layers.convolution import MatrixConv2d

# side of the windows, stride, height and width of the images
SHAPES = [
    (3, 1, 6, 6),
    (3, 1, 5, 7),
    (5, 1, 8, 8),
    (2, 1, 4, 3),
    (1, 1, 4, 4),
    (3, 2, 7, 9),
    (3, 2, 8, 10),  # a row and a column at the end that no window touches
    (3, 3, 8, 11),  # two of each
    (2, 3, 9, 8),  # and some between the windows
    (1, 2, 5, 6),
    (5, 1, 5, 5),  # one window
    (1, 1, 1, 1),
    (3, 2, 4, 4),  # one window, and a row and a column that it doesn't touch
    (5, 3, 7, 5),
    (3, 1, 3, 6),  # one row of windows
]

shapes = pytest.mark.parametrize(("side", "stride", "height", "width"), SHAPES)
layouts = pytest.mark.parametrize("layout", LAYOUTS)
biases = pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])


def convolution(side: int, stride: int, *, bias: bool = True, channels: int = 3) -> nn.Conv2d:
    torch.manual_seed(0)
    return nn.Conv2d(channels, 4, side, stride, bias=bias)


@shapes
@layouts
@biases
def test_gives_torchs_output_and_gradients(
    side: int, stride: int, height: int, width: int, layout: str, *, bias: bool
) -> None:
    plain = convolution(side, stride, bias=bias).double().to(memory_format=LAYOUTS[layout])
    images = normal(5, 3, height, width).double().contiguous(memory_format=LAYOUTS[layout])
    output, of_images, gradients = output_and_gradients(MatrixConv2d(plain), images)
    wanted, of_wanted, expected = output_and_gradients(plain, images)
    torch.testing.assert_close(output, wanted)
    torch.testing.assert_close(of_images, of_wanted)
    assert_close_by_name(gradients, expected, share=1e-12)


@shapes
def test_no_images_give_no_images(side: int, stride: int, height: int, width: int) -> None:
    plain, none = convolution(side, stride), torch.zeros(0, 3, height, width)
    assert MatrixConv2d(plain)(none).shape == plain(none).shape


@pytest.mark.parametrize("channels", [1, 8])
@pytest.mark.parametrize("images_layout", LAYOUTS)
@pytest.mark.parametrize("weight_layout", LAYOUTS)
def test_images_and_weight_may_lie_in_memory_in_any_way(
    channels: int, images_layout: str, weight_layout: str
) -> None:
    plain = convolution(3, 2, channels=channels).to(memory_format=LAYOUTS[weight_layout])
    images = normal(5, channels, 9, 8).contiguous(memory_format=LAYOUTS[images_layout])
    output, of_images, gradients = output_and_gradients(MatrixConv2d(plain), images)
    wanted, of_wanted, expected = output_and_gradients(plain, images)
    torch.testing.assert_close(output, wanted, rtol=1e-5, atol=1e-5)
    torch.testing.assert_close(of_images, of_wanted, rtol=1e-5, atol=1e-5)
    assert_close_by_name(gradients, expected, share=1e-6)
    assert output.is_contiguous(memory_format=torch.channels_last)


def test_takes_a_part_of_larger_images() -> None:
    plain = convolution(3, 1)
    images = normal(5, 6, 12, 12)[1:, ::2, 2:8, 3:9]
    torch.testing.assert_close(MatrixConv2d(plain)(images), plain(images), rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("bias", [True, False], ids=["bias", "no bias"])
def test_its_parameters_are_the_convolutions(*, bias: bool) -> None:
    plain = convolution(3, 1, bias=bias)
    found, expected = (dict(m.named_parameters()) for m in (MatrixConv2d(plain), plain))
    assert list(found) == list(expected)
    assert all(found[name] is expected[name] for name in expected)


@pytest.mark.parametrize(("side", "stride", "size"), [(3, 1, 5), (3, 2, 6), (2, 1, 2), (2, 3, 6)])
def test_the_gradients_are_those_of_finite_differences(side: int, stride: int, size: int) -> None:
    layer = MatrixConv2d(convolution(side, stride, channels=2).double())
    images = (distinct(2, 2, size, size).double() / 100).requires_grad_()
    names = [name for name, _ in layer.named_parameters()]
    values = [parameter.detach().requires_grad_() for parameter in layer.parameters()]

    def output(images: torch.Tensor, *values: torch.Tensor) -> torch.Tensor:
        return functional_call(layer, dict(zip(names, values, strict=True)), images)

    assert torch.autograd.gradcheck(output, [images, *values])
