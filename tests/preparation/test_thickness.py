"""How thick strokes are, and that thin ones are made as thick as MNIST's."""

import numpy as np
import pytest
from drawn_digits import glyph

from digits.preparation.ink import ink_of
from digits.preparation.thickness import stroke_width, thickened


@pytest.mark.parametrize("width", [3, 8, 15, 30])
def test_the_width_of_a_long_stroke(width: int) -> None:
    stroke = np.zeros((400, 60), np.uint8)
    stroke[:, 10 : 10 + width] = 255
    assert stroke_width(stroke) == pytest.approx(width, abs=1)


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
