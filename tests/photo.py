"""Photos of digits: what a user's picture of a dataset's image would look like."""

from collections.abc import Callable
from io import BytesIO

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from scipy import ndimage

TIMES = 10  # sides of a pixel, once it is enlarged
_ORIENTATION = 0x0112  # the tag of EXIF
# What a camera held otherwise has stored, for each value of the tag that undoes it.
_STORED: dict[int, Callable[[UInt8[np.ndarray, "h w"]], UInt8[np.ndarray, "a b"]]] = {
    1: lambda pixels: pixels,
    2: np.fliplr,
    3: lambda pixels: np.rot90(pixels, 2),
    4: np.flipud,
    5: lambda pixels: np.fliplr(np.rot90(pixels, -1)),
    6: np.rot90,
    7: lambda pixels: np.fliplr(np.rot90(pixels)),
    8: lambda pixels: np.rot90(pixels, -1),
}


def photo(image: UInt8[np.ndarray, "28 28"], seed: int) -> bytes:
    """A JPEG of the digit, ten times as large, somewhere on shaded and noisy paper.

    Dark on light or light on dark, stored in any of EXIF's eight orientations.

    Args:
        image: bright ink on 0.
        seed: of all that is random.
    """
    chance = np.random.default_rng(seed)
    side = image.shape[0] * TIMES
    enlarged = Image.fromarray(image).resize((side, side), Image.Resampling.BICUBIC)
    height, width = chance.integers(side, 3 * side, size=2)
    top, left = chance.integers(0, height - side + 1), chance.integers(0, width - side + 1)
    ink = np.zeros((height, width))
    ink[top : top + side, left : left + side] = np.asarray(enlarged) / 255
    contrast = chance.uniform(90, 160)
    paper = 235 - _shade(height, width, chance) * chance.uniform(0, 50)
    noise = chance.normal(0, chance.uniform(0, 12), (height, width))
    grey = paper - contrast * ink + ndimage.gaussian_filter(noise, 0.6)
    if chance.random() < 0.5:
        grey = 255 - grey
    return as_jpeg(np.clip(grey, 0, 255).astype(np.uint8), int(chance.integers(1, 9)))


def as_jpeg(upright: UInt8[np.ndarray, "h w"], orientation: int = 1) -> bytes:
    """The picture as a camera stores it that says by EXIF how to turn it."""
    exif = Image.Exif()
    exif[_ORIENTATION] = orientation
    content = BytesIO()
    stored = Image.fromarray(np.ascontiguousarray(_STORED[orientation](upright)))
    stored.save(content, "JPEG", quality=90, exif=exif)
    return content.getvalue()


def _shade(height: int, width: int, chance: np.random.Generator) -> Float[np.ndarray, "h w"]:
    """Light from a side and a dark corner, from 0 to 1."""
    y, x = np.mgrid[0 : 1 : height * 1j, 0 : 1 : width * 1j]
    angle = chance.uniform(0, 2 * np.pi)
    across = x * np.cos(angle) + y * np.sin(angle)
    corner = (x - chance.random()) ** 2 + (y - chance.random()) ** 2
    shade = across - across.min() + corner
    return shade / shade.max()
