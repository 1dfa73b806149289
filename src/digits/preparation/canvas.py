"""Ink alone on a canvas that fits it: what an exported network is given."""

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
    mine = np.isin(strokes.parts, parts)
    rows, columns = np.flatnonzero(mine.any(1)), np.flatnonzero(mine.any(0))
    box = np.s_[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    cut = Image.fromarray(np.where(mine[box], strokes.strength[box], 0).astype(np.uint8))
    scale = SIDE / max(cut.size)
    size = (max(1, round(cut.width * scale)), max(1, round(cut.height * scale)))
    smooth = max(cut.size) < _COARSE
    how = Image.Resampling.BILINEAR if smooth else Image.Resampling.BOX
    return thickened(np.asarray(cut.resize(size, how)))
