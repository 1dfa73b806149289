"""A picture laid out by the pixel: maps keep whole pixels, and nothing overlaps by accident."""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Literal, NamedTuple

import matplotlib as mpl
import numpy as np
from jaxtyping import UInt8
from PIL import Image, ImageDraw, ImageFont

from digits.visualization.colour_scale import ColourScale
from digits.visualization.grids import enlarged
from digits.whole_file import write_bytes

Size = Literal["title", "normal", "small"]
Align = Literal["left", "center", "right"]

BLACK, FAINT = "#000000", "#666666"
LINE = 18  # pixels from one line of text to the next
_PIXELS: dict[Size, float] = {"title": 18.5, "normal": 14, "small": 11}  # of an em
_ASCENT = 0.76  # of an em, from the baseline to the top of a tall letter
_ANCHORS: dict[Align, str] = {"left": "ls", "center": "ms", "right": "rs"}
_BAR = 110  # pixels


class Text(NamedTuple):
    """A line of text whose upper edge is at `y`, in pixels."""

    x: int
    y: int
    text: str
    size: Size
    colour: str
    align: Align


class Sheet:
    """A white sheet. Places are pixels from its left and upper edge.

    Drawn by Pillow: on maps that keep whole pixels and a little text it is five times as fast as
    matplotlib, and a network has five of these pictures.
    """

    def __init__(self, width: int) -> None:
        self.width = width
        self.height = 1
        self.texts: list[Text] = []
        self._images: list[tuple[int, int, UInt8[np.ndarray, "h w 3"]]] = []

    def image(self, x: int, y: int, pixels: UInt8[np.ndarray, "h w 3"]) -> None:
        """Put an image with its upper left corner here."""
        self._images.append((x, y, pixels))

    def text(
        self,
        x: int,
        y: int,
        text: str,
        *,
        size: Size = "normal",
        colour: str = BLACK,
        align: Align = "left",
    ) -> None:
        """Write a line whose upper edge is here."""
        self.texts.append(Text(x, y, text, size, colour, align))

    def scale(self, right: int, y: int, scale: ColourScale) -> None:
        """Draw a colour scale that ends left of a place, its lowest number before it."""
        highest = right - 52
        self.image(highest - _BAR, y + 3, scale.bar(_BAR, 10))
        self.text(highest - _BAR - 6, y, number(scale.lowest), size="small", align="right")
        self.text(highest + 6, y, number(scale.highest), size="small")

    def cut(self, height: int) -> "Sheet":
        """The same sheet, of this height."""
        self.height = height
        return self

    def picture(self) -> Image.Image:
        """All that is on it, in RGB."""
        picture = Image.new("RGB", (self.width, self.height), "white")
        for x, y, pixels in self._images:
            picture.paste(Image.fromarray(pixels), (x, y))
        pen = ImageDraw.Draw(picture)
        for x, y, text, size, colour, align in self.texts:
            baseline = y + round(_ASCENT * _PIXELS[size])
            pen.text((x, baseline), text, colour, _font(size), anchor=_ANCHORS[align])
        return picture

    def save(self, path: Path) -> None:
        """Write a PNG of 256 colours, a third of the bytes; always the same for the same sheet.

        Raises `WriteError` where it can't be written.
        """
        few = self.picture().quantize(256, Image.Quantize.MEDIANCUT, dither=Image.Dither.NONE)
        content = BytesIO()
        few.save(content, "PNG")
        write_bytes(path, content.getvalue())


@cache
def _font(size: Size) -> ImageFont.FreeTypeFont:
    """DejaVu Sans as it comes with matplotlib: the same letters on every machine."""
    file = Path(mpl.get_data_path()) / "fonts" / "ttf" / "DejaVuSans.ttf"
    # The other layout engine is not in every build of Pillow.
    return ImageFont.truetype(file, _PIXELS[size], layout_engine=ImageFont.Layout.BASIC)


def ink(image: UInt8[np.ndarray, "h w"], times: int) -> UInt8[np.ndarray, "h_times w_times 3"]:
    """A digit in black on white, each pixel as a square; 16 shades, which keeps files small."""
    return np.repeat((255 - enlarged(image, times) // 16 * 17)[..., None], 3, axis=-1)


def text_width(text: str, size: Size = "normal") -> int:
    """Pixels that a line takes."""
    return round(_font(size).getlength(text))


def number(value: float) -> str:
    """Three significant digits."""
    return f"{value:.3g}"
