"""Which colour stands for which number."""

import numpy as np
import pytest
from PIL import ImageColor

from digits.colours import GREY
from digits.visualization.colour_scale import ColourScale


def test_scale_is_even_about_zero_where_some_are_negative() -> None:
    scale = ColourScale.of(np.array([-1.0, 0.5, 4.0]), levels=15)
    assert (scale.lowest, scale.highest) == (-4.0, 4.0)
    assert scale.levels(np.array([-4.0, 0.0, 4.0])).tolist() == [0, 7, 14]
    assert scale.colours[7].min() > 240  # white stands for 0


def test_scale_begins_at_zero_where_none_is_negative() -> None:
    scale = ColourScale.of(np.array([0.5, 2.0]), levels=4)
    assert (scale.lowest, scale.highest) == (0.0, 2.0)
    found = scale.levels(np.array([0.0, 0.49, 0.51, 1.2, 1.99, 2.0]))
    assert found.tolist() == [0, 0, 1, 2, 3, 3]


def test_gaps_have_a_colour_of_their_own_and_count_for_nothing() -> None:
    scale = ColourScale.of(np.array([np.nan, 3.0]), levels=15)
    assert scale.highest == 3.0
    assert scale.levels(np.array([np.nan, 3.0])).tolist() == [15, 14]
    gap = scale.colours[15].tolist()
    assert gap == list(ImageColor.getrgb(GREY))
    assert gap not in scale.colours[:15].tolist()


@pytest.mark.parametrize("value", [0.0, 1e-30, -1e30])
def test_numbers_that_are_all_alike_have_a_scale(value: float) -> None:
    scale = ColourScale.of(np.full((2, 3), value, dtype=np.float32))
    assert scale.lowest < scale.highest
    assert scale.paint(np.full((2, 3), value)).shape == (2, 3, 3)


def test_the_bar_shows_all_colours_in_order() -> None:
    scale = ColourScale.of(np.array([0.0, 1.0]), levels=5)
    bar = scale.bar(50, 2)
    assert bar.shape == (2, 50, 3)
    shown = [*range(0, 50, 10), 49]
    np.testing.assert_array_equal(bar[1, shown], scale.colours[[0, 1, 2, 3, 4, 4]])


def test_more_is_brighter_on_a_scale_from_zero() -> None:
    brightness = ColourScale.of(np.array([1.0])).colours[:-1].astype(float) @ [0.3, 0.6, 0.1]
    assert (np.diff(brightness) > 0).all()


def test_a_scale_has_31_colours_from_purple_over_white_to_orange() -> None:
    scale = ColourScale.of(np.array([-1.0, 1.0]))
    purple, white, orange = scale.colours[[0, 15, 30]].astype(int)
    assert len(scale.colours) == 31 + 1  # and that of gaps
    assert white.min() > 240
    assert purple[2] > purple[0] > purple[1]
    assert orange[0] > orange[1] > orange[2]


def test_a_layer_of_zeros_is_dark_on_a_scale_to_1() -> None:
    scale = ColourScale.of(np.zeros((2, 3)))
    assert (scale.lowest, scale.highest) == (0.0, 1.0)
    assert not scale.levels(np.zeros((2, 3))).any()
