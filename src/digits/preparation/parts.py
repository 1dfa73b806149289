"""A picture of several digits to the ink of each, in reading order."""

from typing import NamedTuple

import numpy as np
from jaxtyping import Int, UInt8

from digits.preparation.canvas import canvas_of
from digits.preparation.strokes import Strokes, find_strokes

_LEAST = 8  # pixels: a digit of fewer can't be read
# In heights of the tallest part, or of the digit in question.
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


def parts_of(grey: UInt8[np.ndarray, "h w"]) -> list[UInt8[np.ndarray, "height width"]]:
    """The ink of each digit, as `ink_of` gives it: lines from above, each from its left.

    Digits that touch each other are taken for one. Small pieces go with a digit beside them.

    Returns an empty list where the picture seems to hold no digit.
    """
    strokes = find_strokes(grey)
    if strokes is None:
        return []
    digits, others = _digits_and_pieces(strokes)
    if not digits:
        return []
    pieces: dict[int, list[int]] = {digit.part: [digit.part] for digit in digits}
    corners = np.array(digits)  # one array for all pieces: noise may have thousands
    for box in others:
        if (near := _nearest(box, corners)) is not None:
            pieces[digits[near].part].append(box.part)
    return [
        canvas_of(strokes, np.array(pieces[digit.part]))
        for line in _lines(digits)
        for digit in sorted(line, key=lambda box: box.left)
    ]


def count_of_parts(strokes: Strokes) -> int:
    """How many digits `parts_of` finds, without cutting them out."""
    return len(_digits_and_pieces(strokes)[0])


def _digits_and_pieces(strokes: Strokes) -> tuple[list[_Box], list[_Box]]:
    """What is high enough for a digit, and what isn't."""
    boxes = [
        _Box(part, rows.start, rows.stop, columns.start, columns.stop)
        for part, (rows, columns) in enumerate(strokes.boxes, start=1)
    ]
    least = max(_LEAST, _DIGIT * max(box.height for box in boxes))
    digits = [box for box in boxes if box.height >= least]
    return digits, [box for box in boxes if box.height < least]


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


def _nearest(piece: _Box, digits: Int[np.ndarray, "n 5"]) -> int | None:
    """The place of the digit that a piece belongs to; None if it is far from all.

    The distance of two boxes is that along the axis where it is larger.
    """
    _, tops, bottoms, lefts, rights = digits.T
    down = np.maximum(piece.top - bottoms, tops - piece.bottom)
    across = np.maximum(piece.left - rights, lefts - piece.right)
    distances = np.maximum(np.maximum(down, across), 0)
    nearest = int(distances.argmin())
    return nearest if distances[nearest] <= _NEAR * (bottoms - tops)[nearest] else None
