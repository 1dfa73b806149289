"""Noise of single pixels."""

import numpy as np
from jaxtyping import Float
from numpy.random import Generator

_PHOTONS = 5  # that a full pixel counts on average
_SHARE = 0.17  # of the pixels that an impulse hits


def shot_noise(
    images: Float[np.ndarray, "n 28 28"], random: Generator
) -> Float[np.ndarray, "n 28 28"]:
    """Too little light: every pixel is a count of few photons."""
    return random.poisson(images * _PHOTONS) / _PHOTONS


def impulse_noise(
    images: Float[np.ndarray, "n 28 28"], random: Generator
) -> Float[np.ndarray, "n 28 28"]:
    """Salt and pepper: some pixels are full or empty, whatever they were."""
    hit = random.random(images.shape) < _SHARE
    return np.where(hit, random.integers(0, 2, images.shape).astype(images.dtype), images)
