"""Many small pictures in one."""

import math
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, Real


def grid(
    maps: Float[np.ndarray, "count height width"], columns: int, gap: int
) -> Float[np.ndarray, "rows_of_pixels columns_of_pixels"]:
    """Put maps side by side, row by row; NaN between them, and where the last row has no more.

    Args:
        maps: one or more.
        columns: maps in a row.
        gap: pixels between neighbours.
    """
    count, height, width = maps.shape
    rows = math.ceil(count / columns)
    whole = np.full((rows, height + gap, columns, width + gap), np.nan, dtype=maps.dtype)
    for place, each in enumerate(maps):
        row, column = divmod(place, columns)
        whole[row, :height, column, :width] = each
    pixels = whole.reshape(rows * (height + gap), columns * (width + gap))
    return pixels[: pixels.shape[0] - gap, : pixels.shape[1] - gap]


def enlarged(
    maps: Real[np.ndarray, "*batch height width"], times: int
) -> Real[np.ndarray, "*batch enlarged_height enlarged_width"]:
    """Each pixel as a square of so many by so many."""
    return maps.repeat(times, axis=-2).repeat(times, axis=-1)


def strip(numbers: Float[np.ndarray, " count"], columns: int) -> Float[np.ndarray, "rows columns"]:
    """Numbers as pixels, in rows of at most so many; NaN where the last row has no more."""
    return grid(numbers[:, None, None], min(columns, len(numbers)), gap=0)


def even_columns(count: int, most: int) -> int:
    """How many of `count` maps to put in a row of at most `most`.

    If possible without rows of less than half of that, all rows are full; else about equally long.
    """
    most = max(1, min(count, most))
    full = (columns for columns in range(most, most // 2, -1) if count % columns == 0)
    return next(full, math.ceil(count / math.ceil(count / most)))


def largest_fit(
    maps: tuple[int, int, int], room: tuple[int, int], gap: int, sizes: Sequence[int]
) -> tuple[int, int]:
    """How many times to enlarge maps, and how many to put in a row.

    Args:
        maps: their count, height and width.
        room: the height and width that a grid of them may have.
        gap: pixels between neighbours.
        sizes: to choose from, largest first; the last is taken where none fits the height.
    """
    count, height, width = maps
    choices = [
        (times, even_columns(count, (room[1] + gap) // (width * times + gap))) for times in sizes
    ]
    fitting = (
        (times, columns)
        for times, columns in choices
        if -(-count // columns) * (height * times + gap) - gap <= room[0]
    )
    return next(fitting, choices[-1])
