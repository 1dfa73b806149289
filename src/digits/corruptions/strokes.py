"""Marks on the paper: strokes, lines and drops."""

from itertools import pairwise

import numpy as np
from jaxtyping import Bool, Float
from numpy.random import Generator
from scipy.ndimage import gaussian_filter
from skimage.draw import line

_STRIPE = 2  # pixels, half its width
_DRY = 0.65  # the share of smooth noise that stays dry
_DROP = 1.5  # pixels, standard deviation of that noise
_DOT = 3  # pixels from one dot to the next
_TEETH = 5  # corners of a zigzag


def stripe(images: Float[np.ndarray, "n 28 28"], random: Generator) -> Float[np.ndarray, "n 28 28"]:
    """A band across the image, in which ink and paper are exchanged."""
    middle = (images.shape[1] - 1) / 2
    angle = random.uniform(0, np.pi, len(images))[:, None, None]
    rows, columns = np.mgrid[: images.shape[1], : images.shape[2]] - middle
    distance = np.abs(rows * np.cos(angle) + columns * np.sin(angle))
    return np.where(distance < _STRIPE, 1 - images, images)


def spatter(
    images: Float[np.ndarray, "n 28 28"], random: Generator
) -> Float[np.ndarray, "n 28 28"]:
    """Drops of ink."""
    noise = gaussian_filter(random.standard_normal(images.shape), (0, _DROP, _DROP))
    dry = np.quantile(noise, _DRY, axis=(1, 2), keepdims=True)
    full = noise.max(axis=(1, 2), keepdims=True)
    return np.maximum(images, (noise - dry) / (full - dry))


def dotted_line(
    images: Float[np.ndarray, "n 28 28"], random: Generator
) -> Float[np.ndarray, "n 28 28"]:
    """A line of dots from one edge to the opposite one."""
    dots = np.zeros(images.shape, dtype=bool)
    for mask in dots:
        rows, columns = _line(*_ends(mask.shape, random))
        mask[rows[::_DOT], columns[::_DOT]] = True
    return np.where(dots, 1.0, images)


def zigzag(images: Float[np.ndarray, "n 28 28"], random: Generator) -> Float[np.ndarray, "n 28 28"]:
    """A line from one edge to the opposite one that turns at every corner."""
    lines = np.zeros(images.shape, dtype=bool)
    for mask in lines:
        _draw_zigzag(mask, random)
    return np.where(lines, 1.0, images)


def _draw_zigzag(mask: Bool[np.ndarray, "height width"], random: Generator) -> None:
    start, end = _ends(mask.shape, random)
    corners = np.linspace(start, end, _TEETH + 2)
    along = (end - start) / np.linalg.norm(end - start)
    aside = np.array([-along[1], along[0]]) * mask.shape[0] / 8
    corners[1:-1:2] += aside
    corners[2:-1:2] -= aside
    limit = np.array(mask.shape) - 1
    corners = np.clip(corners, 0, limit)
    for one, other in pairwise(corners):
        mask[_line(one, other)] = True


def _ends(
    shape: tuple[int, ...], random: Generator
) -> tuple[Float[np.ndarray, "2"], Float[np.ndarray, "2"]]:
    """Two places on opposite edges, as row and column."""
    height, width = shape
    first, second = random.uniform(0.2, 0.8, 2)
    if random.random() < 0.5:  # noqa: PLR2004 - a fair coin
        return np.array([first * height, 0.0]), np.array([second * height, width - 1.0])
    return np.array([0.0, first * width]), np.array([height - 1.0, second * width])


def _line(
    start: Float[np.ndarray, "2"], end: Float[np.ndarray, "2"]
) -> tuple[np.ndarray, np.ndarray]:
    return line(*np.floor(start).astype(int), *np.floor(end).astype(int))
