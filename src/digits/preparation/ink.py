"""A picture of one digit to its ink."""

import numpy as np
from jaxtyping import UInt8

from digits.preparation.canvas import BLANK, canvas_of
from digits.preparation.parts import count_of_parts
from digits.preparation.strokes import find_strokes
from digits.preparation.whole import WHITE, border_of, bright_on_dark

_SPECK = 0.02  # of the largest part's area; what is smaller is no part of a digit
_PREPARED = (28, 28)  # the size of an image of the dataset


def ink_of(grey: UInt8[np.ndarray, "h w"]) -> UInt8[np.ndarray, "height width"]:
    """The ink of the digit, from 0 to 255, cut out; paper and specks are 0.

    An image of the dataset's form, 28 × 28 with an empty border, is taken as it is, or inverted.

    Args:
        grey: a picture of one digit in any size, on paper that is lighter or darker.

    Returns a canvas of 0 where the picture seems to hold no digit.
    """
    return ink_and_count(grey)[0]


def ink_and_count(grey: UInt8[np.ndarray, "h w"]) -> tuple[UInt8[np.ndarray, "height width"], int]:
    """`ink_of`, and how many digits that ink seems to be, as `parts_of` tells them apart."""
    if grey.shape == _PREPARED and border_of(grey) in {0, WHITE}:
        return bright_on_dark(grey), 1
    strokes = find_strokes(grey)
    if strokes is None:
        return BLANK, 0
    whole = 1 + np.flatnonzero(strokes.areas >= _SPECK * strokes.areas.max())
    return canvas_of(strokes, whole), count_of_parts(strokes)
