"""Max-pooling of narrow images against torch's own, and where ties send their gradient."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from side_by_side import LAYOUTS, distinct, normal
from torch import Tensor, nn

from digits.training.fast_layers.pooling import NarrowMaxPool

SIZES = [(2, 2), (2, 3), (3, 2), (4, 6), (5, 7), (28, 28), (27, 27)]

strides = pytest.mark.parametrize("stride", [1, 2])
sizes = pytest.mark.parametrize("size", SIZES, ids=str)
layouts = pytest.mark.parametrize("layout", LAYOUTS)


def few_values(*shape: int, seed: int = 0) -> Tensor:
    """Numbers of which a window holds several that are equal."""
    generator = torch.Generator().manual_seed(seed)
    return torch.randint(-1, 2, shape, generator=generator).float()


def gradient(pool: nn.Module, images: Tensor, upstream: Tensor) -> Tensor:
    images = images.detach().clone(memory_format=torch.preserve_format).requires_grad_()
    return torch.autograd.grad(pool(images), images, upstream)[0]


@strides
@sizes
@pytest.mark.parametrize("channels", [1, 3, 10, 17])
@layouts
def test_gives_torchs_values(
    stride: int, size: tuple[int, int], channels: int, layout: str
) -> None:
    for images in (normal(3, channels, *size), few_values(3, channels, *size)):
        laid_out = images.contiguous(memory_format=LAYOUTS[layout])
        found = NarrowMaxPool(stride)(laid_out)
        assert found.equal(nn.MaxPool2d(2, stride)(images))
        assert found.is_contiguous(memory_format=LAYOUTS[layout])
        assert laid_out.equal(images)
        with torch.no_grad():  # another path, without the masks that gradients need
            assert NarrowMaxPool(stride)(laid_out).equal(found)


@strides
@sizes
@pytest.mark.parametrize("channels", [1, 3, 10, 17])
@layouts
def test_gives_torchs_gradient_where_no_two_pixels_are_equal(
    stride: int, size: tuple[int, int], channels: int, layout: str
) -> None:
    images = distinct(3, channels, *size).contiguous(memory_format=LAYOUTS[layout])
    theirs = nn.MaxPool2d(2, stride)
    # Whole numbers: their sums are exact in any order.
    upstream = few_values(*theirs(images).shape, seed=1) + 5
    found = gradient(NarrowMaxPool(stride), images, upstream)
    assert found.equal(gradient(theirs, images, upstream))


@strides
@pytest.mark.parametrize("size", [(2, 2), (4, 6), (5, 7)], ids=str)
@pytest.mark.parametrize("kind", ["constant", "few values"])
def test_the_gradient_of_a_window_goes_to_one_of_its_largest_pixels(
    stride: int, size: tuple[int, int], kind: str
) -> None:
    image = few_values(1, 3, *size) if kind == "few values" else torch.full((1, 3, *size), 0.5)
    h, w = ((length - 2) // stride + 1 for length in size)
    # As many copies of the image as there are windows, each with a gradient for one window alone.
    images, upstream = image.expand(h * w, 3, *size), torch.eye(h * w).view(h * w, 1, h, w)
    found = gradient(NarrowMaxPool(stride), images, upstream.expand(h * w, 3, h, w))
    for number, of_image in enumerate(found):
        row, column = (stride * place for place in divmod(number, w))
        own = (..., slice(row, row + 2), slice(column, column + 2))
        largest = image[0][own] == image[0][own].amax((1, 2), keepdim=True)
        assert of_image[own].sum((1, 2)).equal(torch.ones(3))
        assert ((of_image[own] == 1) | (of_image[own] == 0)).all()
        assert not of_image[own][~largest].any()
        assert of_image.count_nonzero() == 3  # nothing goes to other windows


@pytest.mark.parametrize("size", [(4, 6), (5, 7)], ids=str)
def test_gradients_of_windows_side_by_side_sum_to_the_outputs(size: tuple[int, int]) -> None:
    images, h, w = few_values(4, 3, *size), size[0] // 2, size[1] // 2
    upstream = few_values(4, 3, h, w, seed=1) + 5
    found = gradient(NarrowMaxPool(2), images, upstream)
    inside = found[..., : 2 * h, : 2 * w]
    assert (4 * F.avg_pool2d(inside, 2)).equal(upstream)
    largest = NarrowMaxPool(2)(images).repeat_interleave(2, 2).repeat_interleave(2, 3)
    assert not inside[images[..., : 2 * h, : 2 * w] != largest].any()
    assert found.sum() == inside.sum()


@strides
def test_a_window_with_a_nan_gives_one(stride: int) -> None:
    image = distinct(1, 1, 6, 6)
    for place in range(36):
        spoilt = image.clone()
        spoilt.view(-1)[place] = torch.nan
        expected = nn.MaxPool2d(2, stride)(spoilt)
        assert expected.isnan().any()
        torch.testing.assert_close(
            NarrowMaxPool(stride)(spoilt), expected, rtol=0, atol=0, equal_nan=True
        )


@strides
@pytest.mark.parametrize("infinite", [torch.inf, -torch.inf])
def test_infinite_pixels_are_compared_like_others(stride: int, infinite: float) -> None:
    images = few_values(2, 3, 6, 6)
    images[images == 0] = infinite
    assert NarrowMaxPool(stride)(images).equal(nn.MaxPool2d(2, stride)(images))


@strides
@pytest.mark.parametrize("dtype", [torch.bfloat16, torch.float64], ids=str)
def test_keeps_the_type_of_its_input(stride: int, dtype: torch.dtype) -> None:
    images = distinct(2, 3, 5, 6).to(dtype)
    theirs = nn.MaxPool2d(2, stride)
    upstream = few_values(*theirs(images).shape).to(dtype)
    assert NarrowMaxPool(stride)(images).equal(theirs(images))
    found = gradient(NarrowMaxPool(stride), images, upstream)
    assert found.dtype == dtype
    assert found.equal(gradient(theirs, images, upstream))


@strides
@pytest.mark.parametrize("size", [(4, 6), (5, 5)], ids=str)
def test_the_gradient_is_that_of_finite_differences(stride: int, size: tuple[int, int]) -> None:
    images = distinct(2, 3, *size).double().requires_grad_()
    assert torch.autograd.gradcheck(NarrowMaxPool(stride), [images])
