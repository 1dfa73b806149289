"""Ink apart from paper, and what of it hangs together."""

from dataclasses import dataclass

import numpy as np
from jaxtyping import Int, UInt8
from scipy import ndimage
from skimage.filters import threshold_otsu
from skimage.measure import label

from digits.preparation.paper import bright_on_dark, paper_below

# Chosen on validation images made into photos; see LOG.md.
_FULL = 75  # percentile of the ink's strength that is wholly black
_PALEST = 0.35  # of that: what is paler is paper, or blur
_LEAST = 24.0  # of 255, by which ink differs from paper
_LEAST_NOISES = 5.0  # the same in standard deviations of the paper's noise
_LARGE = 100  # pixels of the shorter side, from which on the paper's grain is smoothed away
_GRAIN = 0.7  # pixels, of the smoothing


@dataclass(frozen=True)
class Strokes:
    """The ink of a picture in parts that don't touch."""

    strength: UInt8[np.ndarray, "h w"]  # 0 is paper, 255 full ink
    parts: Int[np.ndarray, "h w"]  # 0, or the number of the part, from 1
    areas: Int[np.ndarray, " n"]  # of part 1, 2 …, in pixels
    boxes: list[tuple[slice, slice]]  # that they fit in: rows, columns


def find_strokes(grey: UInt8[np.ndarray, "h w"]) -> Strokes | None:
    """Tell ink from paper, whichever of them is darker, in uneven light.

    Otsu's threshold says where ink is; its edges keep their greys, as those in MNIST do.

    Returns None where nothing stands out from the paper.
    """
    bright = bright_on_dark(grey)
    if min(grey.shape) >= _LARGE:
        bright = ndimage.gaussian_filter(bright, _GRAIN)
    above = np.clip(bright - paper_below(bright), 0, None)
    dark = above > threshold_otsu(above)
    if not _stands_out(above[dark], above[~dark]):
        return None
    share = above / np.percentile(above[dark], _FULL)
    edged = np.asarray(label(share > _PALEST, connectivity=2))
    # Noise may be as dark as pale ink; each part of a digit is dark somewhere.
    real = np.bincount(edged[dark], minlength=edged.max() + 1) > 0
    real[0] = False
    parts = (np.cumsum(real) * real)[edged]
    strength = np.where(parts > 0, np.minimum(share, 1) * 255, 0).round().astype(np.uint8)
    boxes: list[tuple[slice, slice]] = ndimage.find_objects(parts)
    return Strokes(strength, parts, np.bincount(parts.ravel())[1:], boxes)


def _stands_out(ink: np.ndarray, paper: np.ndarray) -> bool:
    if not ink.size or not paper.size:
        return False
    contrast = float(np.median(ink)) - float(np.median(paper))
    return contrast >= max(_LEAST, _LEAST_NOISES * float(paper.std()))
