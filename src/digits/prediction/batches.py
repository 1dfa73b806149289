"""Canvases of many sizes in batches of one size each."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import UInt8

SIDE = 28  # pixels, of the dataset's images
_STEP = 100  # pixels, of the sides of larger batches; prepared pictures have as many
_MOST = 32  # images; more aren't faster


def batches(
    canvases: Sequence[UInt8[np.ndarray, "_ _"]],
) -> Iterator[tuple[list[int], UInt8[np.ndarray, "n 1 side side"]]]:
    """Group canvases by size, with paper added at the right and at the bottom.

    An exported network finds the digit wherever it lies. The side of the square that a canvas is
    put on depends on the canvas alone: what else is in its batch doesn't change its answer.

    Returns the places of the canvases in each batch, from 0, and the batch.
    """
    sides: dict[int, list[int]] = {}
    for place, canvas in enumerate(canvases):
        sides.setdefault(_side(max(canvas.shape)), []).append(place)
    for side, places in sides.items():
        for start in range(0, len(places), _MOST):
            chosen = places[start : start + _MOST]
            batch = np.zeros((len(chosen), 1, side, side), np.uint8)
            for row, place in enumerate(chosen):
                height, width = canvases[place].shape
                batch[row, 0, :height, :width] = canvases[place]
            yield chosen, batch


def _side(longest: int) -> int:
    return SIDE if longest <= SIDE else -(-longest // _STEP) * _STEP
