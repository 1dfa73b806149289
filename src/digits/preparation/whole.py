"""A picture for a network that was trained on pictures as they are."""

from collections.abc import Mapping

import numpy as np
from jaxtyping import UInt8

WHITE = 255


def takes_whole(metadata: Mapping[str, str]) -> bool:
    """Whether an exported network was trained on such pictures, by what its file says of itself."""
    return metadata.get("preparation") == "Frame"


def bright_on_dark(grey: UInt8[np.ndarray, "h w"]) -> UInt8[np.ndarray, "h w"]:
    """The picture, inverted where all of its border is white, as of things on white paper."""
    return WHITE - grey if border_of(grey) == WHITE else grey


def border_of(grey: UInt8[np.ndarray, "h w"]) -> int | None:
    """The one grey that a picture's border has all around; None where it has several."""
    border = np.concatenate([grey[0], grey[-1], grey[:, 0], grey[:, -1]])
    return int(border[0]) if border.min() == border.max() else None
