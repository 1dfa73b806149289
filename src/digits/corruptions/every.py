"""The fifteen corruptions, by name.

After Mu & Gilmer, "MNIST-C: a robustness benchmark for computer vision", 2019: the same kinds, with
strengths of our own. So the images are like those of MNIST-C, and not the same.
"""

from collections.abc import Callable, Mapping

import numpy as np
import torch
from jaxtyping import Float, UInt8
from numpy.random import Generator
from torch import Tensor

from digits.corruptions.blur import glass_blur, motion_blur
from digits.corruptions.edges import canny_edges
from digits.corruptions.geometry import rotate, scale, shear, translate
from digits.corruptions.light import brightness, fog
from digits.corruptions.noise import impulse_noise, shot_noise
from digits.corruptions.strokes import dotted_line, spatter, stripe, zigzag

Corruption = Callable[[Float[np.ndarray, "n 28 28"], Generator], Float[np.ndarray, "n 28 28"]]

CORRUPTIONS: Mapping[str, Corruption] = {
    "shot_noise": shot_noise,
    "impulse_noise": impulse_noise,
    "glass_blur": glass_blur,
    "motion_blur": motion_blur,
    "shear": shear,
    "scale": scale,
    "rotate": rotate,
    "brightness": brightness,
    "translate": translate,
    "stripe": stripe,
    "fog": fog,
    "spatter": spatter,
    "dotted_line": dotted_line,
    "zigzag": zigzag,
    "canny_edges": canny_edges,
}

_DECIMALS = 6  # of a grey level; what is finer is an error of rounding


def corrupted(
    images: UInt8[Tensor, "n 1 28 28"], name: str, *, seed: int
) -> UInt8[Tensor, "n 1 28 28"]:
    """Images with one corruption; the same seed gives the same.

    Args:
        images: grey, 0 the background.
        name: a key of `CORRUPTIONS`.
        seed: of this corruption's own random numbers, whatever the others draw.
    """
    random = np.random.default_rng([seed, *name.encode()])
    pixels = CORRUPTIONS[name](images.squeeze(1).numpy() / np.float64(255), random)
    # Processors differ in the last bits, which decide where a pixel lies between two grey levels.
    levels = np.round(np.clip(pixels, 0, 1) * 255, _DECIMALS)
    stored = np.rint(levels).astype(np.uint8)
    return torch.from_numpy(stored).unsqueeze(1)
