"""Blur by bad glass and by a moving hand."""

import numpy as np
from jaxtyping import Float
from numpy.random import Generator
from scipy.ndimage import gaussian_filter

_GLASS_WIDTH = 0.7  # pixels, standard deviation
_GLASS_REACH = 1  # pixels that a pixel may be seen away from its place
_GLASS_ROUNDS = 2
_STROKE = 7  # pixels that the hand moves


def glass_blur(
    images: Float[np.ndarray, "n 28 28"], random: Generator
) -> Float[np.ndarray, "n 28 28"]:
    """Frosted glass: a blur, neighbouring pixels exchanged at random, a blur again."""
    blurred = gaussian_filter(images, (0, _GLASS_WIDTH, _GLASS_WIDTH))
    n, height, width = images.shape
    every = np.arange(n)
    inside = slice(_GLASS_REACH, -_GLASS_REACH)
    for _ in range(_GLASS_ROUNDS):
        for row in range(height)[inside]:
            for column in range(width)[inside]:
                down, right = random.integers(-_GLASS_REACH, _GLASS_REACH + 1, (2, n))
                other = every, row + down, column + right
                here = blurred[:, row, column].copy()
                blurred[:, row, column] = blurred[other]
                blurred[other] = here
    return gaussian_filter(blurred, (0, _GLASS_WIDTH, _GLASS_WIDTH))


def motion_blur(
    images: Float[np.ndarray, "n 28 28"], random: Generator
) -> Float[np.ndarray, "n 28 28"]:
    """The mean of the image along a short line, in a direction of each image's own."""
    angles = random.uniform(-np.pi / 4, np.pi / 4, len(images))
    steps = np.linspace(-1, 1, _STROKE) * (_STROKE - 1) / 2
    rows, columns = (
        np.rint(np.outer(along, steps)).astype(int) for along in (np.sin(angles), np.cos(angles))
    )
    reach = _STROKE // 2 + 1
    padded = np.pad(images, ((0, 0), (reach, reach), (reach, reach)))
    total = np.zeros_like(images)
    _, height, width = images.shape
    image, row, column = np.ogrid[: len(images), :height, :width]
    for down, right in zip(rows.T, columns.T, strict=True):
        total += padded[
            image, row + reach + down[:, None, None], column + reach + right[:, None, None]
        ]
    return total / _STROKE
