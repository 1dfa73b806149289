"""Paper: which of a picture's greys it has, and how its light changes over the picture."""

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from scipy import ndimage

_COARSE = 48  # pixels of the longer side, at which the light is looked at
_WIDEST = 0.3  # of that side: a stroke is narrower


def bright_on_dark(grey: UInt8[np.ndarray, "h w"]) -> Float[np.ndarray, "h w"]:
    """The picture with its ink brighter than its paper: as it is, or inverted.

    Paper is what most of the border shows; ink is what differs from it most.
    """
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    paper = float(np.median(border))
    values = grey.astype(np.float32)
    brightest, darkest = float(values.max()), float(values.min())
    return values if brightest - paper > paper - darkest else 255 - values


def paper_below(bright: Float[np.ndarray, "h w"]) -> Float[np.ndarray, "h w"]:
    """What the paper would look like without the ink, which is brighter.

    A grey opening takes away all that is narrower than its window: strokes, not light.
    """
    height, width = bright.shape
    factor = max(height, width) / _COARSE
    size = (max(1, round(width / factor)), max(1, round(height / factor)))
    coarse = np.asarray(Image.fromarray(bright).resize(size, Image.Resampling.BOX))
    window = round(_COARSE * _WIDEST)
    opened = ndimage.grey_opening(coarse, (window, window), mode="nearest")
    smooth = ndimage.gaussian_filter(opened, window / 4, mode="nearest")
    return np.asarray(Image.fromarray(smooth).resize((width, height), Image.Resampling.BILINEAR))
