"""Several digits in one picture, one after the other as they are read."""

import numpy as np
import pytest
from drawn_digits import glyph
from jaxtyping import UInt8

from digits.preparation.ink import ink_and_count, ink_of
from digits.preparation.parts import parts_of

Grey = UInt8[np.ndarray, "h w"]


def page(lines: list[str], gap: int = 60, slope: float = 0.0) -> Grey:
    """Black digits on white, on lines that may fall."""
    sheet = np.full(
        (60 + 330 * len(lines) + 400, 60 + (200 + gap) * max(map(len, lines))), 255, np.uint8
    )
    for row, line in enumerate(lines):
        left = 40
        for digit in line:
            ink = glyph(int(digit))
            top = 40 + 330 * row + round(slope * left)
            sheet[top : top + ink.shape[0], left : left + ink.shape[1]] -= ink
            left += ink.shape[1] + gap
    return sheet


def close(one: Grey, other: Grey) -> bool:
    return one.shape == other.shape and float(np.abs(one - other.astype(int)).mean()) < 12


@pytest.mark.parametrize("slope", [0.0, 0.08, -0.01])
@pytest.mark.parametrize("lines", [["7"], ["3141592653"], ["20", "26"], ["1", "1111", "90"]])
def test_lines_from_above_each_from_its_left(lines: list[str], slope: float) -> None:
    parts = parts_of(page(lines, slope=slope))
    expected = [
        ink_of(np.pad(255 - glyph(int(digit)), 50, constant_values=255)) for digit in "".join(lines)
    ]
    assert len(parts) == len(expected) == ink_and_count(page(lines, slope=slope))[1]
    assert all(close(*pair) for pair in zip(parts, expected, strict=True))


def test_a_bar_that_does_not_touch_goes_with_its_digit() -> None:
    sheet = page(["41"], gap=120)
    whole = parts_of(sheet)
    rows = np.flatnonzero((sheet < 128).any(1))
    cut = rows[0] + (rows[-1] - rows[0]) // 5
    sheet[cut : cut + 6] = 255  # through both digits
    parts = parts_of(sheet)
    assert len(parts) == len(whole) == 2
    assert all(close(*pair) for pair in zip(parts, whole, strict=True))


def test_dots_and_specks_between_digits_are_none() -> None:
    sheet = page(["12"], gap=300)
    sheet[250:262, 330:342] = 0
    sheet[20:23, 20:23] = 0
    assert len(parts_of(sheet)) == 2


def test_paper_alone_has_no_parts() -> None:
    assert parts_of(np.full((200, 300), 240, np.uint8)) == []


def bars(*boxes: tuple[int, int, int, int]) -> Grey:
    """Black on white: top, bottom, left and right of each; too small to be smoothed."""
    sheet = np.full((95, 200), 255, np.uint8)
    for top, bottom, left, right in boxes:
        sheet[top:bottom, left:right] = 0
    return sheet


@pytest.mark.parametrize(("height", "count"), [(7, 0), (8, 1)])
def test_a_digit_has_eight_pixels_at_least(height: int, count: int) -> None:
    sheet = bars((20, 20 + height, 40, 43))
    assert len(parts_of(sheet)) == ink_and_count(sheet)[1] == count


@pytest.mark.parametrize(("height", "count"), [(27, 1), (28, 2)])
def test_a_digit_has_35_hundredths_of_the_highest(height: int, count: int) -> None:
    sheet = bars((10, 90, 40, 46), (20, 20 + height, 100, 106))
    assert len(parts_of(sheet)) == ink_and_count(sheet)[1] == count


@pytest.mark.parametrize(("gap", "belongs"), [(20, True), (21, False)])
def test_a_piece_belongs_to_a_digit_within_a_quarter_of_its_height(
    gap: int, *, belongs: bool
) -> None:
    alone = parts_of(bars((10, 90, 40, 50)))
    for left in (50 + gap, 40 - gap - 10):
        [found] = parts_of(bars((10, 90, 40, 50), (20, 30, left, left + 10)))
        assert np.array_equal(found, alone[0]) != belongs
