"""Pictures for networks that take them whole."""

import numpy as np
import pytest

from digits.preparation.whole import bright_on_dark

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
