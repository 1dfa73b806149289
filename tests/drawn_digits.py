"""Digits in the form of MNIST, drawn from a font: real ones are not to be had in every test."""

from pathlib import Path

import matplotlib as mpl
import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont

_FONTS = Path(mpl.get_data_path()) / "fonts" / "ttf"


def glyph(digit: int, *, bold: bool = False, turned: float = 0.0) -> UInt8[np.ndarray, "h w"]:
    """A digit about 200 pixels high, bright on 0, cut out.

    Args:
        digit: from 0 to 9.
        bold: thick strokes.
        turned: in degrees, against the clock.
    """
    font = ImageFont.truetype(_FONTS / f"DejaVuSans{'-Bold' if bold else ''}.ttf", 280)
    picture = Image.new("L", (400, 400))
    ImageDraw.Draw(picture).text((200, 200), str(digit), 255, font, anchor="mm")
    picture = picture.rotate(turned, Image.Resampling.BICUBIC)
    return np.asarray(picture.crop(picture.getbbox()))


def as_in_mnist(cut: UInt8[np.ndarray, "h w"]) -> UInt8[np.ndarray, "28 28"]:
    """Scaled to 20 pixels, the centre of its mass put into pixel 14, 14."""
    times = 20 / max(cut.shape)
    size = (max(1, round(cut.shape[1] * times)), max(1, round(cut.shape[0] * times)))
    small = np.asarray(Image.fromarray(cut).resize(size, Image.Resampling.BOX))
    image = np.zeros((28, 28), dtype=np.uint8)
    rows, columns = np.indices(small.shape)
    top = 14 - int((small * (rows + 0.5)).sum() / small.sum())
    left = 14 - int((small * (columns + 0.5)).sum() / small.sum())
    image[top : top + small.shape[0], left : left + small.shape[1]] = small
    return image
