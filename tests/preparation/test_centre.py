"""Centring: what is laid out as in MNIST stays, and the rest comes to lie like it."""

import pytest
import torch
from centred import BOX, SIDE, centre_of_mass, centred_digits
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor
from torch.nn.functional import pad

from digits.preparation.centre import Centre

DIGITS = centred_digits(40, seed=0)


def centred(ink: Tensor) -> Tensor:
    with torch.inference_mode():
        return Centre()(ink)


def moved(images: Tensor, top: int, left: int, height: int, width: int) -> Tensor:
    """The same pixels on a larger canvas."""
    across = (left, width - left - images.shape[3])
    return pad(images, (*across, top, height - top - images.shape[2]))


def test_images_as_in_mnist_stay_as_they_are() -> None:
    assert centred(DIGITS).equal(DIGITS.float())


def test_floats_and_bytes_are_the_same_ink() -> None:
    canvas = moved(DIGITS, 3, 11, 50, 61)
    found = centred(canvas)
    assert found.dtype == torch.float32
    assert centred(canvas.float()).equal(found)


@settings(deadline=None, max_examples=40)
@given(st.integers(0, 200), st.integers(0, 200), st.integers(0, 200), st.integers(0, 200))
def test_the_place_on_the_canvas_doesnt_matter(top: int, left: int, below: int, right: int) -> None:
    canvas = moved(DIGITS[:4], top, left, top + SIDE + below, left + SIDE + right)
    torch.testing.assert_close(centred(canvas), DIGITS[:4].float(), rtol=0, atol=1e-3)


@pytest.mark.parametrize("times", [2, 3, 5, 10])
def test_the_size_of_the_digit_doesnt_matter(times: int) -> None:
    larger = DIGITS.repeat_interleave(times, 2).repeat_interleave(times, 3)
    torch.testing.assert_close(centred(larger), DIGITS.float(), rtol=0, atol=1e-3)


@pytest.mark.parametrize("side", [7, 33, 64, 190])
def test_any_digit_fits_the_box_with_its_mass_in_pixel_14_14(side: int) -> None:
    generator = torch.Generator().manual_seed(side)
    shape = (12, 1, side, 2 * side // 3)
    blots = torch.randint(1, 256, shape, generator=generator, dtype=torch.uint8)
    blots[:6] = blots[:6] // 8 * (torch.arange(side) < side // 2)[:, None] + blots[:6] // 2
    for image in centred(moved(blots, 20, 40, side + 30, side + 50))[:, 0]:
        rows, columns = (image.sum(axis).nonzero() for axis in (1, 0))
        assert rows.max() - rows.min() + 1 == BOX
        assert columns.max() - columns.min() + 1 <= BOX
        # Half a pixel of room: samples between pixels move the mass a little.
        for place in centre_of_mass(image):
            assert 13.5 <= place <= 15.5


def test_centring_again_changes_nothing_much() -> None:
    canvas = moved(DIGITS, 9, 4, 90, 70)
    once = centred(canvas)
    torch.testing.assert_close(centred(once), once, rtol=0, atol=1e-3)


@pytest.mark.parametrize(("height", "width"), [(28, 28), (1, 1), (300, 40)])
def test_a_blank_canvas_stays_blank_beside_others(height: int, width: int) -> None:
    canvas = torch.zeros(3, 1, height, width, dtype=torch.uint8)
    canvas[1, 0, height // 2, width // 2] = 255
    found = centred(canvas)
    assert not found[[0, 2]].any()
    assert found[1].any()
    assert found.isfinite().all()


def test_images_are_centred_one_by_one() -> None:
    canvas = moved(DIGITS, 5, 0, 44, 90)
    alone = torch.cat([centred(each[None]) for each in canvas])
    assert centred(canvas).equal(alone)


def test_pixels_stay_within_their_range() -> None:
    generator = torch.Generator().manual_seed(1)
    canvas = torch.randint(0, 256, (8, 1, 51, 37), generator=generator, dtype=torch.uint8)
    found = centred(canvas)
    assert found.min() >= 0
    assert found.max() <= 255
