"""Which colour stands for which number."""

from dataclasses import dataclass

import matplotlib as mpl
import numpy as np
from jaxtyping import Float, UInt8

# Both keep their order for readers who see colours differently.
_SEQUENTIAL = "viridis"  # dark is 0
_DIVERGING = "PuOr_r"  # purple below 0, orange above it, white at it
_GAP = np.array([[187, 187, 187]], dtype=np.uint8)  # of what is no number


@dataclass(frozen=True)
class ColourScale:
    """Numbers between two ends to one of a few colours."""

    lowest: float
    highest: float
    colours: UInt8[np.ndarray, "levels_and_gap 3"]  # the last is that of NaN

    @classmethod
    def of(cls, values: Float[np.ndarray, "*shape"], levels: int = 31) -> "ColourScale":
        """The scale of these numbers: even on both sides of 0 if some are negative, else from 0.

        Args:
            values: one or more; NaN counts as none.
            levels: how many colours; an odd number, so that one stands for 0.
        """
        end = float(np.nanmax(np.abs(values))) or 1.0  # no scale is empty
        negative = bool(np.nanmin(values) < 0)
        places = np.linspace(0, 1, levels)
        colours = mpl.colormaps[_DIVERGING if negative else _SEQUENTIAL](places, bytes=True)
        return cls(-end if negative else 0.0, end, np.vstack([colours[:, :3], _GAP]))

    def levels(self, values: Float[np.ndarray, "*shape"]) -> UInt8[np.ndarray, "*shape"]:
        """The place of each number's colour among `colours`."""
        count = len(self.colours) - 1
        share = (values - self.lowest) / (self.highest - self.lowest)
        level = np.clip(np.floor(share * count), 0, count - 1)
        return np.where(np.isnan(level), count, level).astype(np.uint8)

    def paint(self, values: Float[np.ndarray, "h w"]) -> UInt8[np.ndarray, "h w 3"]:
        """The colour of each number."""
        return self.colours[self.levels(values)]

    def bar(self, width: int, height: int) -> UInt8[np.ndarray, "{height} {width} 3"]:
        """All colours from left to right, in pixels."""
        line = np.linspace(self.lowest, self.highest, width)
        return self.paint(np.broadcast_to(line, (height, width)))
