"""What stands where on a sheet."""

from itertools import combinations
from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8

from digits.visualization.sheet import Sheet, text_width

_LETTERS = {"title": 19, "normal": 14, "small": 11}  # pixels from the top of a line to its bottom
_SHIFT = {"left": 0.0, "center": 0.5, "right": 1.0}  # of its width, to the left


class Box(NamedTuple):
    """A line or an image; pixels from the left and the upper edge."""

    name: str
    left: float
    top: float
    right: float
    bottom: float


def pixels_on(sheet: Sheet) -> list[UInt8[np.ndarray, "h w 3"]]:
    """The images, in the order in which they were put."""
    return [pixels for _, _, pixels in sheet._images]  # pyright: ignore[reportPrivateUsage]


def images_of(sheet: Sheet) -> list[Box]:
    """Where the images are."""
    return [
        Box(f"image {place}", x, y, x + pixels.shape[1], y + pixels.shape[0])
        for place, (x, y, pixels) in enumerate(sheet._images)  # pyright: ignore[reportPrivateUsage]
    ]


def lines_of(sheet: Sheet) -> list[Box]:
    """The lines of text, in the order in which they were written."""
    found: list[Box] = []
    for x, y, text, size, _, align in sheet.texts:
        width = text_width(text, size)
        left = x - _SHIFT[align] * width
        found.append(Box(text, left, y, left + width, y + _LETTERS[size]))
    return found


def all_inside(sheet: Sheet, edge: int = 10) -> bool:
    """Whether nothing comes nearer to an edge than so many pixels."""
    return all(
        box.left >= edge
        and box.top >= edge
        and box.right <= sheet.width - edge
        and box.bottom <= sheet.height - edge
        for box in images_of(sheet) + lines_of(sheet)
    )


def overlapping(sheet: Sheet) -> list[tuple[str, str]]:
    """Whatever stands on something else."""
    return [
        (one.name, other.name)
        for one, other in combinations(images_of(sheet) + lines_of(sheet), 2)
        if one.left < other.right
        and other.left < one.right
        and one.top < other.bottom
        and other.top < one.bottom
    ]
