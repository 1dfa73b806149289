"""Canvases of many sizes in batches of one size each."""

from collections.abc import Iterator, Sequence

import numpy as np
from jaxtyping import UInt8

SIDE = 28  # pixels, of the dataset's images
_STEP = 100  # pixels, of the sides of larger batches; prepared pictures have as many
_MOST = 32  # images; more aren't faster


def batches(
    canvases: Sequence[UInt8[np.ndarray, "_ _"]], *, whole: bool
) -> Iterator[tuple[list[int], UInt8[np.ndarray, "n 1 h w"]]]:
    """Group canvases by size, with paper added at the right and at the bottom.

    A network that centres ink finds it wherever it lies. The side of the square that a canvas is
    put on depends on the canvas alone: what else is in its batch doesn't change its answer.

    Args:
        canvases: of any sizes.
        whole: whether the network takes them as they are: then nothing is added.

    Returns the places of the canvases in each batch, from 0, and the batch.
    """
    sizes: dict[tuple[int, ...], list[int]] = {}
    for place, canvas in enumerate(canvases):
        size = canvas.shape if whole else 2 * (_side(max(canvas.shape)),)
        sizes.setdefault(size, []).append(place)
    for size, places in sizes.items():
        for start in range(0, len(places), _MOST):
            chosen = places[start : start + _MOST]
            batch = np.zeros((len(chosen), 1, *size), np.uint8)
            for row, place in enumerate(chosen):
                height, width = canvases[place].shape
                batch[row, 0, :height, :width] = canvases[place]
            yield chosen, batch


def _side(longest: int) -> int:
    return SIDE if longest <= SIDE else -(-longest // _STEP) * _STEP
