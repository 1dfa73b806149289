"""The statistics of the pixels."""

import pytest
import torch

from digits.data.images import LabelledImages
from digits.data.statistics import pixel_statistics


def test_equals_torch_in_double_precision(digits_200: LabelledImages) -> None:
    pixels = digits_200.images.double() / 255
    found = pixel_statistics(digits_200.images)
    assert found.mean == pytest.approx(pixels.mean().item(), rel=1e-12)
    assert found.std == pytest.approx(pixels.std(correction=0).item(), rel=1e-12)


def test_same_whatever_the_order(digits_200: LabelledImages) -> None:
    assert pixel_statistics(digits_200.images) == pixel_statistics(digits_200.images.flip(0))


def test_images_of_one_grey_have_no_spread() -> None:
    found = pixel_statistics(torch.full((3, 1, 28, 28), 51, dtype=torch.uint8))
    assert (found.mean, found.std) == (0.2, 0.0)
