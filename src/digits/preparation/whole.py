"""A picture for a network that was trained on pictures as they are."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import UInt8

WHITE = 255
_PAPER = 245  # what JPEG may leave of white paper


def takes_whole(metadata: Mapping[str, str]) -> bool:
    """Whether an exported network was trained on such pictures, by what its file says of itself."""
    return metadata.get("preparation") == "Frame"


def bright_on_dark(grey: UInt8[np.ndarray, "h w"]) -> UInt8[np.ndarray, "h w"]:
    """The picture, inverted where its border is white or nearly so, as of things on white paper."""
    return WHITE - grey if _border(grey).min() >= _PAPER else grey


def border_of(grey: UInt8[np.ndarray, "h w"]) -> int | None:
    """The one grey that a picture's border has all around; None where it has several."""
    border = _border(grey)
    return int(border[0]) if border.min() == border.max() else None


def _border(grey: UInt8[np.ndarray, "h w"]) -> UInt8[np.ndarray, " n"]:
    return np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
