"""A few numbers, or thousands, on a sheet: as cells, as a strip, as bars."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8
from PIL import ImageColor

from digits.colours import BLUE, ORANGE
from digits.visualization.colour_scale import ColourScale
from digits.visualization.grids import enlarged, even_columns, strip
from digits.visualization.sheet import FAINT, LINE, Sheet, number, text_width
from digits.wording import percent

# In pixels.
_CELL, _GAP = 52, 2  # of a number that is written out
_WHITE = 255
_BAR, _EMPTY = 300, "#EEEEEE"  # of a probability of 1, and what is left of it
_LOG = _BAR + 120  # where logarithms end
_NAME = 40  # of a class, left of its bar; longer ones move the bars

_FEW = 15  # numbers that are written out
_STRIPS = ((32, 32, 20), (512, 64, 12), (2048, 96, 8))  # up to how many numbers: columns, pixels
_LONG_STRIP = (256, 3)


def draw_numbers(
    sheet: Sheet, corner: tuple[int, int], numbers: Float[np.ndarray, " n"], scale: ColourScale
) -> int:
    """As cells with the numbers in words, or, if they are many, as a strip in rows.

    Labels of rows stand left of the corner. Returns where it ends, in pixels from above.
    """
    draw = _draw_few if len(numbers) <= _FEW else _draw_strip
    return draw(sheet, corner, numbers, scale)


def _draw_few(
    sheet: Sheet, corner: tuple[int, int], numbers: Float[np.ndarray, " n"], scale: ColourScale
) -> int:
    left, y = corner
    for place, value in enumerate(numbers.tolist()):
        x = left + place * (_CELL + _GAP)
        sheet.text(x + _CELL // 2, y, f"{place}", size="small", colour=FAINT, align="center")
        sheet.image(x, y + 16, scale.paint(np.full((24, _CELL), value)))
        sheet.text(x + _CELL // 2, y + 44, number(value), size="small", align="center")
    return y + 44 + LINE


def _draw_strip(
    sheet: Sheet, corner: tuple[int, int], numbers: Float[np.ndarray, " n"], scale: ColourScale
) -> int:
    left, y = corner
    columns, side = next((shape for most, *shape in _STRIPS if len(numbers) <= most), _LONG_STRIP)
    columns = even_columns(len(numbers), columns)
    pixels = scale.paint(enlarged(strip(numbers, columns), side))
    if last := len(numbers) % columns:
        pixels[-side:, last * side :] = _WHITE
    sheet.image(left, y, pixels)
    for row in range(0, len(pixels) // side, -(-14 // side)):  # as many labels as there is room for
        sheet.text(
            left - 6,
            y + row * side,
            f"{row * columns:,}",
            size="small",
            colour=FAINT,
            align="right",
        )
    return y + len(pixels)


def draw_probabilities(
    sheet: Sheet,
    corner: tuple[int, int],
    log_probabilities: Float[np.ndarray, " classes"],
    classes: Sequence[str],
) -> int:
    """As bars, each with its share and its natural logarithm. Returns where they end."""
    left, y = corner
    probabilities = np.exp(log_probabilities)
    answer = int(probabilities.argmax())
    share = percent(float(probabilities[answer]))
    title = f"Read as {classes[answer]}, with a probability of {share}"
    sheet.text(left, y, title)
    note = "softmax of the logits, as trained, and its natural logarithm"
    room = text_width(title) + 16 <= _BAR + 70
    y += 0 if room else LINE
    sheet.text(left + _BAR + 70 if room else left, y + 1, note, size="small", colour=FAINT)
    y += LINE + 2
    left += max(0, max(map(text_width, classes)) - _NAME)
    sheet.text(left + _LOG, y, "log", size="small", colour=FAINT, align="right")
    y += LINE
    for digit, share in enumerate(probabilities.tolist()):
        sheet.text(left - 6, y, classes[digit], align="right")
        length = round(_BAR * share)
        sheet.image(left, y, _block(_EMPTY, _BAR, 12))
        if length:
            sheet.image(left, y, _block(ORANGE if digit == answer else BLUE, length, 12))
        sheet.text(left + _BAR + 8, y, percent(share), size="small")
        log = f"{log_probabilities[digit] + 0.0:.2f}"  # + 0.0 makes -0.0 what it is
        sheet.text(left + _LOG, y, log, size="small", align="right")
        y += LINE
    return y


def _block(colour: str, width: int, height: int) -> UInt8[np.ndarray, "{height} {width} 3"]:
    return np.full((height, width, 3), ImageColor.getrgb(colour), dtype=np.uint8)
