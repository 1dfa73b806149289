"""Images in a terminal."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float32, Int

WIDTH = 28  # letters
_SHADES = " .:-=+*#%@"  # from paper to ink
_DARKEST, _GREYS = 232, 24  # where a terminal's 256 colours have its greys


def drawing(image: Float32[np.ndarray, "28 28"], *, colours: bool) -> list[str]:
    """An image in 14 lines of 28 letters, two pixels in each.

    Args:
        image: from 0, black, to 255.
        colours: half blocks with codes for 24 greys; otherwise a shade by an ASCII letter.
    """
    above, below = image[0::2], image[1::2]
    if not colours:
        shades = _levels((above + below) / 2, len(_SHADES))
        return ["".join(_SHADES[level] for level in row) for row in shades]
    pairs = np.stack([_levels(above, _GREYS), _levels(below, _GREYS)], axis=2) + _DARKEST
    return [
        "".join(f"\x1b[38;5;{upper};48;5;{lower}m▀" for upper, lower in row) + "\x1b[0m"
        for row in pairs
    ]


def side_by_side(drawings: Sequence[list[str]], width: int) -> list[str]:
    """The lines of several drawings, as many beside each other as fit into a width in letters."""
    fit = max(1, (width + 1) // (WIDTH + 1))
    return [
        " ".join(lines)
        for start in range(0, len(drawings), fit)
        for lines in zip(*drawings[start : start + fit], strict=True)
    ]


def _levels(greys: Float32[np.ndarray, "h w"], count: int) -> Int[np.ndarray, "h w"]:
    return (greys * ((count - 1) / 255)).round().astype(int)
