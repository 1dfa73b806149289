"""Light that washes digits out."""

import numpy as np
from jaxtyping import Float
from numpy.random import Generator
from scipy.ndimage import zoom

_BRIGHTER = 0.4  # of a full pixel
_FOG = 1.5  # weight of the fog; a full pixel weighs 1
_ROUGHNESS = 2.0  # how much less each finer octave of the fog weighs than the one before


def brightness(
    images: Float[np.ndarray, "n 28 28"],
    random: Generator,  # noqa: ARG001 - called like the others
) -> Float[np.ndarray, "n 28 28"]:
    """Every pixel brighter by the same amount."""
    return images + _BRIGHTER


def fog(images: Float[np.ndarray, "n 28 28"], random: Generator) -> Float[np.ndarray, "n 28 28"]:
    """Clouds in front of the digit, where they are densest half as bright again as a full pixel."""
    clouds = np.zeros_like(images)
    _, height, width = images.shape
    cells = 2
    weight = 1.0
    while cells < height:
        coarse = random.random((len(images), cells, cells))
        smooth = zoom(
            coarse, (1, height / cells, width / cells), order=1, grid_mode=True, mode="nearest"
        )
        clouds += weight * smooth
        cells, weight = 2 * cells, weight / _ROUGHNESS
    clouds -= clouds.min(axis=(1, 2), keepdims=True)
    clouds /= clouds.max(axis=(1, 2), keepdims=True)
    # Scaled so that nothing is brighter than full: ink behind no cloud keeps 0.4 of it.
    return (images + _FOG * clouds) / (1 + _FOG)
