"""Digits side by side, each with what a network says of it."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import UInt8

from digits.visualization.captions import captions
from digits.visualization.mistakes import Answer
from digits.visualization.sheet import FAINT, LINE, Sheet, ink

# In pixels.
_LEFT = 24
_CELL = 140
_GAP = 4
_COLUMNS = 8
_TIMES = 4  # sides of a digit's pixel


def answers_sheet(
    title: str, explanation: str, shown: Sequence[Answer], images: UInt8[np.ndarray, "n 28 28"]
) -> Sheet:
    """A digit for each answer, with the answer, its probability and the image's place in the file.

    Args:
        title: says which network and answers.
        explanation: a line below it.
        shown: the answers; there may be none.
        images: all test images.
    """
    columns = min(_COLUMNS, max(5, len(shown)))  # the title needs the width of some
    rows = -(-len(shown) // columns)
    sheet = Sheet(2 * _LEFT + columns * _CELL)
    sheet.text(_LEFT, 18, title, size="title")
    sheet.text(_LEFT, 48, explanation, size="small", colour=FAINT)
    texts = captions(shown, _CELL - _GAP, short=True)
    lines = max(map(len, texts), default=1)
    height = images.shape[1] * _TIMES + (2 + lines) * LINE
    for index, (answer, text) in enumerate(zip(shown, texts, strict=True)):
        row, column = divmod(index, columns)
        x, y = _LEFT + column * _CELL, 80 + row * height
        sheet.image(x, y, ink(images[answer.place], _TIMES))
        y += images.shape[1] * _TIMES + 4
        for place, line in enumerate(text):
            sheet.text(x, y + 15 * place, line, size="small")
        y += 15 * lines
        sheet.text(x, y, f"test image {answer.place}", size="small", colour=FAINT)
    return sheet.cut(80 + rows * height)
