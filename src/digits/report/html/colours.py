"""Colours of the page that readers who see colours differently can tell apart.

Source: Okabe & Ito, "Color universal design", 2008; viridis and PuOr as matplotlib has them.
"""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib import colormaps
from matplotlib.colors import to_hex, to_rgb

# Without yellow and black, which are lost on white and on black.
_LINES = ("#0072B2", "#E69F00", "#009E73", "#D55E00", "#56B4E9", "#CC79A7", "#8A8A8A")
_DASHES = ([1, 0], [6, 3], [2, 2], [8, 2, 2, 2])  # pixels on and off
_STOPS = 9  # of a gradient


class Line(NamedTuple):
    """How a chart draws one model."""

    colour: str
    dash: list[int]


class Shade(NamedTuple):
    """The colours of a cell and of the letters on it."""

    paper: str
    ink: str


def lines(models: Sequence[str]) -> dict[str, Line]:
    """A colour and a dash for each model; up to 28 models, no two have both alike."""
    return {
        model: Line(_LINES[index % len(_LINES)], _DASHES[index // len(_LINES) % len(_DASHES)])
        for index, model in enumerate(models)
    }


def shade(share: float) -> Shade:
    """A cell on the viridis scale from 0 to 1, with the letters that stand out most on it."""
    paper = colormaps["viridis"](share)
    light = luminance(to_hex(paper))
    # Contrast: (lighter + 0.05) / (darker + 0.05).
    return Shade(to_hex(paper), "#000" if (light + 0.05) ** 2 > 1.05 * 0.05 else "#fff")


def luminance(colour: str) -> float:
    """How light a colour is, from 0 for black to 1 for white.

    Source: "relative luminance" of the Web Content Accessibility Guidelines 2.2.
    """
    parts = (
        each / 12.92 if each <= 0.04045 else ((each + 0.055) / 1.055) ** 2.4  # noqa: PLR2004 - sRGB's
        for each in to_rgb(colour)
    )
    return sum(weight * part for weight, part in zip((0.2126, 0.7152, 0.0722), parts, strict=True))


def gradient(name: str) -> str:
    """A colour scale of matplotlib's as a CSS gradient from left to right."""
    stops = (to_hex(colormaps[name](index / (_STOPS - 1))) for index in range(_STOPS))
    return f"linear-gradient(to right, {', '.join(stops)})"
