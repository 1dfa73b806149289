"""How thick strokes are, and that thin ones are made as thick as MNIST's."""

import numpy as np
import pytest
from drawn_digits import glyph

from digits.preparation.ink import ink_of
from digits.preparation.thickness import stroke_width, thickened


@pytest.mark.parametrize("width", [3, 8, 15, 30])
def test_the_width_of_a_long_stroke(width: int) -> None:
    stroke = np.zeros((4000, 60), np.uint8)
    stroke[:, 10 : 10 + width] = 255
    assert stroke_width(stroke) == pytest.approx(width, abs=0.4)
    assert stroke_width(stroke.T) == stroke_width(stroke)


@pytest.mark.parametrize(("strength", "width"), [(127, 0), (128, 2)])
def test_half_of_full_ink_is_a_stroke(strength: int, width: float) -> None:
    dot = np.zeros((9, 9), np.uint8)
    dot[4, 4] = strength
    assert stroke_width(dot) == width


def test_no_ink_has_no_width() -> None:
    assert stroke_width(np.zeros((10, 10), np.uint8)) == 0


@pytest.mark.parametrize("width", [1, 2, 4, 6])
def test_a_thin_stroke_grows_on_all_sides(width: int) -> None:
    ink = np.zeros((100, 60), np.uint8)
    ink[:, 20 : 20 + width] = ink[50 : 50 + width] = 200
    grown = thickened(ink)
    assert stroke_width(grown) == pytest.approx(0.10 * grown.shape[0], rel=0.2)
    assert grown.max() == 200
    reach = (grown.shape[0] - ink.shape[0]) // 2
    inner = grown[reach : reach + ink.shape[0], reach : reach + ink.shape[1]]
    assert (inner >= ink).all()


def test_a_thick_stroke_stays() -> None:
    ink = glyph(8, bold=True)
    np.testing.assert_array_equal(thickened(ink), ink)


@pytest.mark.parametrize("pen", [1, 2, 4])
def test_a_line_of_one_pixel_is_seen(pen: int) -> None:
    paper = np.full((300, 300), 255, np.uint8)
    paper[40:240, 150 : 150 + pen] = 0
    ink = ink_of(paper)
    assert 0.08 < stroke_width(ink) / max(ink.shape) < 0.12


@pytest.mark.parametrize(("width", "reach"), [(1, 5), (4, 4), (6, 3), (8, 2), (9, 0)])
def test_strokes_of_less_than_eight_hundredths_are_grown_to_ten(width: int, reach: int) -> None:
    ink = np.zeros((100, 60), np.uint8)
    ink[:, 20 : 20 + width] = 255
    grown = thickened(ink)
    assert grown.shape == (100 + 2 * reach, 60 + 2 * reach)
    # As the disc that grows it: whole pixels within (0.1 × height - width) / 1.8.
    radius = (0.1 * 100 - stroke_width(ink)) / 1.8 if reach else 0
    middle = grown[50 + reach] > 0
    assert middle.sum() == width + 2 * int(radius)
