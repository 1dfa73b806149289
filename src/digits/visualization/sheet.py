"""A picture laid out by the pixel: maps keep whole pixels, and nothing overlaps by accident."""

from typing import Literal

import numpy as np
from jaxtyping import UInt8
from matplotlib.figure import Figure

from digits.picture import DPI
from digits.visualization.colour_scale import ColourScale
from digits.visualization.grids import enlarged

Align = Literal["left", "center", "right"]

BLACK, FAINT = "#000000", "#666666"
LINE = 18  # pixels from one line of text to the next
_POINTS = {"title": 12.0, "normal": 9.0, "small": 7.5}
_BAR = 110  # pixels


class Sheet:
    """A white sheet. Places are pixels from its left and upper edge."""

    def __init__(self, width: int) -> None:
        self.width = width
        self._images: list[tuple[int, int, UInt8[np.ndarray, "h w 3"]]] = []
        self._texts: list[tuple[int, int, str, str, str, Align]] = []

    def image(self, x: int, y: int, pixels: UInt8[np.ndarray, "h w 3"]) -> None:
        """Put an image with its upper left corner here."""
        self._images.append((x, y, pixels))

    def text(
        self,
        x: int,
        y: int,
        text: str,
        *,
        size: str = "normal",
        colour: str = BLACK,
        align: Align = "left",
    ) -> None:
        """Write a line whose upper edge is here; `size` is title, normal or small."""
        self._texts.append((x, y, text, size, colour, align))

    def scale(self, right: int, y: int, scale: ColourScale) -> None:
        """Draw a colour scale that ends left of a place, its lowest number before it."""
        highest = right - 52
        self.image(highest - _BAR, y + 3, scale.bar(_BAR, 10))
        self.text(highest - _BAR - 6, y, number(scale.lowest), size="small", align="right")
        self.text(highest + 6, y, number(scale.highest), size="small")

    def figure(self, height: int) -> Figure:
        """All of it, on a sheet of this height."""
        figure = Figure(figsize=(self.width / DPI, height / DPI), dpi=DPI)
        for x, y, pixels in self._images:
            figure.figimage(pixels, x, height - y - len(pixels), origin="upper")
        for x, y, text, size, colour, align in self._texts:
            figure.text(
                x / self.width,
                1 - y / height,
                text,
                fontsize=_POINTS[size],
                color=colour,
                ha=align,
                va="top",
            )
        return figure


def ink(image: UInt8[np.ndarray, "h w"], times: int) -> UInt8[np.ndarray, "h_times w_times 3"]:
    """A digit in black on white, each pixel as a square; 16 shades, which keeps files small."""
    return np.repeat((255 - enlarged(image, times) // 16 * 17)[..., None], 3, axis=-1)


def number(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"
