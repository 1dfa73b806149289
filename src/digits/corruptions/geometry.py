"""Digits moved, turned, stretched and slanted: by affine maps, bilinearly."""

import math

import numpy as np
import torch
from jaxtyping import Float
from numpy.random import Generator
from torch.nn.functional import affine_grid, grid_sample

_SLANT = 0.35  # pixels aside per row
_SIZES = (0.6, 0.75)  # of the digit's own
_DEGREES = (20, 35)
_PIXELS = (3, 5)  # along each axis


def shear(images: Float[np.ndarray, "n 28 28"], random: Generator) -> Float[np.ndarray, "n 28 28"]:
    """Slanted to the left or to the right."""
    slant = _SLANT * random.choice([-1, 1], len(images))
    return _mapped(images, right_by_row=slant)


def scale(images: Float[np.ndarray, "n 28 28"], random: Generator) -> Float[np.ndarray, "n 28 28"]:
    """Shrunk."""
    size = 1 / random.uniform(*_SIZES, len(images))
    return _mapped(images, size=size)


def rotate(images: Float[np.ndarray, "n 28 28"], random: Generator) -> Float[np.ndarray, "n 28 28"]:
    """Turned to the left or to the right, further than people write."""
    degrees = random.uniform(*_DEGREES, len(images)) * random.choice([-1, 1], len(images))
    return _mapped(images, angle=degrees * math.pi / 180)


def translate(
    images: Float[np.ndarray, "n 28 28"], random: Generator
) -> Float[np.ndarray, "n 28 28"]:
    """Moved along both axes."""
    amount = random.uniform(*_PIXELS, (2, len(images))) * random.choice([-1, 1], (2, len(images)))
    right, down = amount * 2 / images.shape[1]
    return _mapped(images, right=right, down=down)


def _mapped(
    images: Float[np.ndarray, "n 28 28"], **given: Float[np.ndarray, " n"]
) -> Float[np.ndarray, "n 28 28"]:
    zeros = np.zeros(len(images))
    angle, slant, right, down = (
        given.get(name, zeros) for name in ("angle", "right_by_row", "right", "down")
    )
    size = given.get("size", zeros + 1)
    cos, sin = np.cos(angle) * size, np.sin(angle) * size
    maps = np.stack([cos, slant - sin, -right, sin, cos, -down], axis=1).reshape(-1, 2, 3)
    pixels = torch.from_numpy(images).unsqueeze(1)
    grid = affine_grid(
        torch.from_numpy(maps).to(pixels.dtype), list(pixels.shape), align_corners=False
    )
    return grid_sample(pixels, grid, align_corners=False).squeeze(1).numpy()
