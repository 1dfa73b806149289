"""A picture of several digits to the ink of each, in reading order."""

from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8
from scipy import ndimage

from digits.preparation.canvas import canvas_of
from digits.preparation.strokes import find_strokes

# All in heights of the tallest part, or of the digit in question.
_DIGIT = 0.35  # what is lower is no digit of its own, but perhaps the bar of a 5
_NEAR = 0.25  # such a piece belongs to a digit that is nearer than this


class _Box(NamedTuple):
    part: int
    top: int
    bottom: int
    left: int
    right: int

    @property
    def height(self) -> int:
        return self.bottom - self.top

    @property
    def middle(self) -> float:
        return (self.top + self.bottom) / 2

    def distance(self, other: "_Box") -> int:
        """Of the boxes, in pixels, along the axis where it is larger; 0 if they touch."""
        down = max(self.top - other.bottom, other.top - self.bottom, 0)
        across = max(self.left - other.right, other.left - self.right, 0)
        return max(down, across)


def parts_of(grey: UInt8[np.ndarray, "h w"]) -> list[UInt8[np.ndarray, "height width"]]:
    """The ink of each digit, as `ink_of` gives it: lines from above, each from its left.

    Digits that touch each other are taken for one. Small pieces go with a digit beside them.

    Returns an empty list where the picture seems to hold no digit.
    """
    strokes = find_strokes(grey)
    if strokes is None:
        return []
    boxes = [
        _Box(part, rows.start, rows.stop, columns.start, columns.stop)
        for part, (rows, columns) in enumerate(ndimage.find_objects(strokes.parts), start=1)
    ]
    tallest = max(box.height for box in boxes)
    digits = [box for box in boxes if box.height >= _DIGIT * tallest]
    pieces: dict[int, list[int]] = {digit.part: [digit.part] for digit in digits}
    for box in boxes:
        nearest = min(digits, key=box.distance)
        if box not in digits and box.distance(nearest) <= _NEAR * nearest.height:
            pieces[nearest.part].append(box.part)
    return [
        canvas_of(strokes, np.array(pieces[digit.part]))
        for line in _lines(digits)
        for digit in sorted(line, key=lambda box: box.left)
    ]


def _lines(digits: list[_Box]) -> list[list[_Box]]:
    """From above; a digit is in the line whose last one's height it is at."""
    lines: list[list[_Box]] = []
    for digit in sorted(digits, key=lambda box: box.left):
        for line in lines:
            if line[-1].top < digit.middle < line[-1].bottom:
                line.append(digit)
                break
        else:
            lines.append([digit])
    return sorted(lines, key=lambda line: sum(box.middle for box in line) / len(line))
