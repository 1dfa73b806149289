"""Pictures for networks that take them whole."""

import numpy as np
import pytest

from digits.preparation.whole import border_of, bright_on_dark, takes_whole

THING = np.full((20, 30), 255, np.uint8)
THING[5:15, 8:20] = 40


def test_things_on_white_are_inverted_whatever_jpeg_left_of_the_white() -> None:
    np.testing.assert_array_equal(bright_on_dark(THING), 255 - THING)
    noisy = THING.copy()
    noisy[0, ::3] = 250
    noisy[::4, -1] = 247
    np.testing.assert_array_equal(bright_on_dark(noisy), 255 - noisy)


@pytest.mark.parametrize("place", [(0, 7), (-1, 0), (9, 0), (9, -1)])
def test_other_pictures_are_left_alone(place: tuple[int, int]) -> None:
    picture = THING.copy()
    picture[place] = 200
    np.testing.assert_array_equal(bright_on_dark(picture), picture)
    np.testing.assert_array_equal(bright_on_dark(255 - THING), 255 - THING)


@pytest.mark.parametrize(("grey", "inverted"), [(245, True), (244, False)])
def test_paper_is_white_down_to_245(grey: int, *, inverted: bool) -> None:
    picture = THING.copy()
    picture[-1, 7] = grey
    expected = 255 - picture if inverted else picture
    np.testing.assert_array_equal(bright_on_dark(picture), expected)


@pytest.mark.parametrize("place", [(0, 7), (-1, 9), (9, 0), (9, -1)])
def test_a_border_has_one_grey_or_none(place: tuple[int, int]) -> None:
    assert border_of(THING) == 255
    assert border_of(255 - THING) == 0
    other = THING.copy()
    other[place] = 254
    assert border_of(other) is None


def test_a_network_says_by_its_file_whether_it_takes_pictures_whole() -> None:
    assert takes_whole({"preparation": "Frame"})
    assert not takes_whole({"preparation": "Centre"})
    assert not takes_whole({})
