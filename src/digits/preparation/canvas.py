"""Ink alone on a canvas that fits it: what an exported network is given."""

from collections.abc import Iterable

import numpy as np
from jaxtyping import Int, UInt8
from PIL import Image

from digits.preparation.strokes import Strokes
from digits.preparation.thickness import thickened

SIDE = 100  # pixels of the longer side, as many as `Centre` takes samples along it
_COARSE = 20  # pixels: what is smaller would show its pixels as squares

BLANK = np.zeros((28, 28), dtype=np.uint8)  # without ink


def canvas_of(strokes: Strokes, parts: Int[np.ndarray, " n"]) -> UInt8[np.ndarray, "height width"]:
    """Some parts of a picture's ink, cut out, scaled, and thickened where they are thin.

    Args:
        strokes: of the picture.
        parts: the numbers of one or more.
    """
    rows, columns = zip(*(strokes.boxes[part - 1] for part in parts), strict=True)
    box = (_around(rows), _around(columns))
    mine = np.isin(strokes.parts[box], parts)
    cut = Image.fromarray(np.where(mine, strokes.strength[box], 0).astype(np.uint8))
    scale = SIDE / max(cut.size)
    size = (max(1, round(cut.width * scale)), max(1, round(cut.height * scale)))
    smooth = max(cut.size) < _COARSE
    how = Image.Resampling.BILINEAR if smooth else Image.Resampling.BOX
    return thickened(np.asarray(cut.resize(size, how)))


def _around(slices: Iterable[slice]) -> slice:
    """The smallest that holds all of them."""
    starts, stops = zip(*((each.start, each.stop) for each in slices), strict=True)
    return slice(min(starts), max(stops))
