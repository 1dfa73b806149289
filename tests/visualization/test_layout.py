"""Sheets of digits, filters and gradients: all inside, nothing on anything else, in rows."""

from collections.abc import Sequence

import numpy as np
import pytest
from PIL import ImageColor
from sheet_boxes import Box, all_inside, images_of, lines_of, overlapping, pixels_on

from digits.colours import BLUE, ORANGE
from digits.data.classes import DIGITS
from digits.visualization.colour_scale import ColourScale
from digits.visualization.digit_sheet import answers_sheet
from digits.visualization.filters import MOST, filters_sheet, no_filters_sheet
from digits.visualization.flat_layers import draw_numbers, draw_probabilities
from digits.visualization.mistakes import Answer
from digits.visualization.saliency import saliency_sheet
from digits.visualization.sheet import BLACK, FAINT, Sheet, Text, ink, text_width

SIDE = 28
IMAGES = np.random.default_rng(0).integers(0, 256, (20, SIDE, SIDE), dtype=np.uint8)
LONG = "T-shirt or top"


def answers_to(count: int, name: str = "4") -> list[Answer]:
    """Wrong answers to the last images first."""
    return [Answer(19 - place, name, "9", 0.5) for place in range(count)]


def rows(boxes: Sequence[Box]) -> list[list[float]]:
    """Left edges by row, from the top; within a row in order, as far from each other as others."""
    found = [
        [box.left for box in boxes if box.top == top] for top in sorted({box.top for box in boxes})
    ]
    for row in found:
        assert row == found[0][: len(row)]
        assert len(set(np.diff(row))) <= 1
        assert row == sorted(row)
    return found


@pytest.mark.parametrize("name", ["4", LONG])
@pytest.mark.parametrize(("count", "per_row"), [(0, []), (3, [3]), (8, [8]), (19, [8, 8, 3])])
def test_answers_stand_in_rows_of_eight(count: int, per_row: list[int], name: str) -> None:
    sheet = answers_sheet("m: wrong", "why", answers_to(count, name), IMAGES)
    assert [len(row) for row in rows(images_of(sheet))] == per_row
    assert all_inside(sheet)
    assert overlapping(sheet) == []


def test_under_each_digit_stand_its_answer_and_its_place() -> None:
    sheet = answers_sheet("m: wrong", "why", answers_to(2), IMAGES)
    texts = [text.text for text in sheet.texts]
    assert texts == [
        "m: wrong",
        "why",
        *("4 read as 9, 50.0 %", "test image 19"),
        *("4 read as 9, 50.0 %", "test image 18"),
    ]
    assert [text.size for text in sheet.texts] == ["title", *["small"] * 5]
    assert [place for place, text in enumerate(sheet.texts) if text.colour == FAINT] == [1, 3, 5]
    for place, box in enumerate(images_of(sheet)):
        np.testing.assert_array_equal(pixels_on(sheet)[place], ink(IMAGES[19 - place], 4))
        answer, number = lines_of(sheet)[2 + 2 * place : 4 + 2 * place]
        assert box.left == answer.left == number.left
        assert 0 < answer.top - box.bottom < 10
        assert 0 < number.top - answer.top < 20


@pytest.mark.parametrize("name", ["4", LONG])
@pytest.mark.parametrize(("count", "per_row"), [(3, [6]), (5, [10]), (12, [10, 10, 4])])
def test_gradients_stand_in_rows_of_five_beside_their_digits(
    count: int, per_row: list[int], name: str
) -> None:
    gradients = np.random.default_rng(1).random((count, SIDE, SIDE))
    sheet = saliency_sheet("m", answers_to(count, name), IMAGES[:count], gradients)
    boxes = images_of(sheet)
    tops = sorted({box.top for box in boxes})
    assert [sum(box.top == top for box in boxes) for top in tops] == per_row
    assert rows(boxes[::2])
    assert {
        right.left - left.right for left, right in zip(boxes[::2], boxes[1::2], strict=True)
    } == {4}
    assert all_inside(sheet)
    assert overlapping(sheet) == []
    for place, gradient in enumerate(gradients):
        digit, size = pixels_on(sheet)[2 * place : 2 * place + 2]
        np.testing.assert_array_equal(digit, ink(IMAGES[place], 3))
        np.testing.assert_array_equal(size[1::3, 1::3], ColourScale.of(gradient).paint(gradient))


def test_below_a_gradient_stands_the_largest() -> None:
    gradients = np.zeros((2, SIDE, SIDE))
    gradients[:, 3, 3] = 0.12345, 2
    sheet = saliency_sheet("m", answers_to(2), IMAGES[:2], gradients)
    texts = [text.text for text in sheet.texts]
    assert texts[0] == "m"
    assert texts[1].startswith("|∂ logit of the answer / ∂ pixel|")
    assert texts[2:] == [
        *("4 read as 9, 50.0 %", "largest 0.123"),
        *("4 read as 9, 50.0 %", "largest 2"),
    ]
    assert [text.size for text in sheet.texts] == ["title", *["small"] * 5]
    assert [place for place, text in enumerate(sheet.texts) if text.colour == FAINT] == [1, 3, 5]


@pytest.mark.parametrize(
    ("shape", "times", "per_row"),
    [
        ((6, 5, 5), 18, [6]),
        ((40, 3, 3), 27, [10] * 4),
        ((1, 3, 3), 30, [1]),
        ((MOST + 1, 3, 3), 20, [8] * 14),
        ((28, 28, 28), 3, [7] * 4),
        ((2, 90, 10), 1, [2]),
        ((3, 200, 200), 1, [3]),
    ],
)
def test_filters_are_as_large_as_there_is_room_for(
    shape: tuple[int, int, int], times: int, per_row: list[int]
) -> None:
    filters = np.random.default_rng(2).standard_normal(shape)
    sheet = filters_sheet("m", "conv1", filters)
    # The bar of the scale is the first image.
    bar, *boxes = images_of(sheet)
    assert {box.right - box.left for box in boxes} == {shape[2] * times}
    assert {box.bottom - box.top for box in boxes} == {shape[1] * times}
    assert [len(row) for row in rows(boxes)] == per_row
    assert bar.bottom < min(box.top for box in boxes)
    assert all_inside(sheet)
    assert overlapping(sheet) == []
    scale = ColourScale.of(filters[:MOST])
    for weights, pixels in zip(filters, pixels_on(sheet)[1:], strict=False):
        np.testing.assert_array_equal(pixels[::times, ::times], scale.paint(weights))


SHEETS = {
    "no answers": answers_sheet("m", "why", [], IMAGES),
    "three answers": answers_sheet("m", "why", answers_to(3), IMAGES),
    "19 answers": answers_sheet("m", "why", answers_to(19), IMAGES),
    "answers with long names": answers_sheet("m", "why", answers_to(3, LONG), IMAGES),
    "gradients": saliency_sheet("m", answers_to(6), IMAGES[:6], np.ones((6, SIDE, SIDE))),
    "no gradient": saliency_sheet("m", [], IMAGES[:0], np.ones((0, SIDE, SIDE))),
    "filters": filters_sheet("m", "conv1", np.ones((12, 5, 5))),
    "no filters": no_filters_sheet("m"),
}


@pytest.mark.parametrize(
    ("kind", "width", "height", "second_line", "top"),
    [
        ("no answers", 24 + 5 * 140 + 24, 80, 48, None),
        ("three answers", 24 + 5 * 140 + 24, 80 + 166, 48, 80),
        ("19 answers", 24 + 8 * 140 + 24, 80 + 3 * 166, 48, 80),
        ("answers with long names", 24 + 5 * 140 + 24, 80 + 184, 48, 80),
        ("gradients", 24 + 4 * 192 + 172 + 24, 82 + 2 * 138, 50, 82),
        ("no gradient", 24 + 4 * 192 + 172 + 24, 82, 50, None),
        ("filters", 24 + 880 + 24, 97 + 2 * 97 + 18, 52, 97),
        ("no filters", 24 + 880 + 24, 52 + 36, 52, None),
    ],
)
def test_sheets_have_even_margins_and_the_height_of_their_rows(
    kind: str, width: int, height: int, second_line: int, top: int | None
) -> None:
    sheet = SHEETS[kind]
    assert (sheet.width, sheet.height) == (width, height)
    title, line, *_ = sheet.texts
    assert (title.x, title.y, title.size, title.colour) == (24, 18, "title", BLACK)
    assert (line.x, line.y) == (24, second_line)
    pictures = [box for box in images_of(sheet) if box.bottom - box.top > 10]  # no colour scale
    assert min([box.top for box in pictures], default=None) == top
    assert {box.left for box in pictures[:1]} <= {24}


def test_neighbours_stand_apart_as_far_as_their_captions_need() -> None:
    first, second, *_ = images_of(SHEETS["19 answers"])
    assert second.left - first.left == 140
    digit, _, second, *_ = images_of(SHEETS["gradients"])
    assert second.left - digit.left == 192
    _, first, second, *_ = images_of(SHEETS["filters"])
    assert second.left - first.right == 7


@pytest.mark.parametrize("kind", ["three answers", "answers with long names", "gradients"])
def test_captions_hang_below_their_digits_line_by_line(kind: str) -> None:
    sheet = SHEETS[kind]
    first = images_of(sheet)[0]
    below = [text for text in sheet.texts[2:] if text.x == first.left and text.y < 300]
    below = below[: 3 if LONG in below[0].text else 2]
    assert [text.y - first.bottom for text in below] == [4 + 15 * row for row in range(len(below))]


def test_sheets_say_what_their_colours_mean() -> None:
    filters, gradients = SHEETS["filters"], SHEETS["gradients"]
    scale = ("0", "1")
    title, heading, *ends, words = filters.texts
    assert tuple(text.text for text in ends) == scale
    assert {text.y for text in (heading, *ends)} == {52}
    assert words == Text(
        24,
        70,
        "Ink under orange raises a filter's output, under purple it lowers it.",
        "small",
        FAINT,
        "left",
    )
    assert images_of(filters)[0].right == 904 - 52
    assert title.align == "left"
    assert gradients.texts[1].text == (
        "|∂ logit of the answer / ∂ pixel|, pixels from 0 to 1; dark is 0, yellow the largest"
    )


def test_filters_are_counted() -> None:
    def heading(count: int) -> str:
        return filters_sheet("m", "conv1", np.ones((count, 3, 2))).texts[1].text

    assert heading(MOST) == f"conv1 · all {MOST} filters of 3 × 2 weights"
    assert heading(MOST + 1) == f"conv1 · the first {MOST} of {MOST + 1} filters of 3 × 2 weights"


def test_where_there_are_no_filters_words_say_so() -> None:
    sheet = no_filters_sheet("m")
    title, words = sheet.texts
    assert (title.text, title.size) == ("m", "title")
    assert words.text == "Nothing to draw: the first weights are not those of an image's pixels."
    assert all_inside(sheet)
    assert overlapping(sheet) == []


def test_a_scale_stands_between_its_ends() -> None:
    sheet = Sheet(400)
    sheet.scale(380, 20, ColourScale.of(np.array([-1.5, 3.0])))
    [bar] = images_of(sheet)
    lowest, highest = lines_of(sheet)
    assert (lowest.name, highest.name) == ("-3", "3")
    assert bar.right - bar.left == 110
    assert bar.left - lowest.right == highest.left - bar.right == 6
    assert highest.right <= 380
    assert all(text.size == "small" for text in sheet.texts)
    assert lowest.top == highest.top < bar.top < bar.bottom < lowest.bottom + 5


@pytest.mark.parametrize(
    ("count", "columns", "side"),
    [
        (16, 16, 20),
        (32, 32, 20),
        (33, 33, 12),
        (128, 64, 12),
        (512, 64, 12),
        (513, 57, 8),
        (2048, 64, 8),
        (2049, 228, 3),
        (9990, 222, 3),
    ],
)
def test_many_numbers_are_a_strip_whose_rows_are_numbered(
    count: int, columns: int, side: int
) -> None:
    numbers = np.arange(1.0, 1 + count)
    sheet = Sheet(960)
    end = draw_numbers(sheet, (56, 30), numbers, ColourScale.of(numbers))
    [strip] = images_of(sheet)
    assert (strip.left, strip.top, strip.bottom) == (56, 30, end)
    assert strip.right - strip.left == columns * side
    assert end - 30 == -(-count // columns) * side
    for text, line in zip(sheet.texts, lines_of(sheet), strict=True):
        row, left = divmod(text.y - 30, side)
        assert left == 0
        assert text.text == f"{row * columns:,}"
        assert text.colour == FAINT
        assert line.right == 50
    tops = [text.y for text in sheet.texts]
    assert tops[0] == 30
    assert all(14 <= gap < 14 + side for gap in np.diff(tops))
    assert overlapping(sheet) == []


def test_a_strip_ends_in_white_where_its_last_row_is_not_full() -> None:
    numbers = np.arange(1.0, 68)
    sheet, scale = Sheet(960), ColourScale.of(numbers)
    draw_numbers(sheet, (56, 30), numbers, scale)
    [strip] = pixels_on(sheet)
    painted = scale.paint(np.append(numbers, np.nan).reshape(2, 34))
    painted[-1, -1] = 255
    np.testing.assert_array_equal(strip, painted.repeat(12, axis=0).repeat(12, axis=1))


@pytest.mark.parametrize("count", [1, 2, 15])
def test_few_numbers_are_written_under_their_colours(count: int) -> None:
    numbers = np.linspace(-1, 1, count)
    sheet = Sheet(960)
    end = draw_numbers(sheet, (56, 30), numbers, scale := ColourScale.of(numbers))
    boxes, lines = images_of(sheet), lines_of(sheet)
    assert len(rows(boxes)) == 1
    for place, (box, value) in enumerate(zip(boxes, numbers.tolist(), strict=True)):
        above, below = lines[2 * place : 2 * place + 2]
        assert (above.name, below.name) == (f"{place}", f"{value:.3g}")
        assert above.bottom <= box.top <= above.bottom + 8
        assert box.bottom <= below.top <= box.bottom + 8
        for line in (above, below):
            assert (line.left + line.right) / 2 == (box.left + box.right) / 2
        painted = scale.paint(np.array([[value]]))[0, 0]
        assert (pixels_on(sheet)[place] == painted).all()
        assert (box.left, box.right) == (56 + 54 * place, 56 + 54 * place + 52)
        assert (above.top, box.top, box.bottom, below.top) == (30, 46, 70, 74)
    assert [text.colour for text in sheet.texts] == [FAINT, BLACK] * count
    assert {text.size for text in sheet.texts} == {"small"}
    assert end == lines[-1].top + 18
    assert overlapping(sheet) == []


@pytest.mark.parametrize("answer", ["9", LONG, "Mitochondria (dividing)", "m" * 24])
def test_an_answer_with_a_long_name_leaves_the_note_legible(answer: str) -> None:
    sheet = Sheet(960)
    shares = np.array([*[0.01 / 9] * 9, 0.99])
    draw_probabilities(sheet, (56, 30), np.log(shares), [*DIGITS[:9], answer])
    # The bars alone lie upon each other, as they should.
    assert [pair for pair in overlapping(sheet) if not all("image" in name for name in pair)] == []
    assert max(line.right for line in lines_of(sheet)) <= sheet.width - 10


@pytest.mark.parametrize("longest", ["9", LONG])
def test_bars_are_as_long_as_their_probabilities(longest: str) -> None:
    classes = [*DIGITS[:9], longest]
    shares = np.array([0.5, 0.25, 0.001, *[0.249 / 7] * 7])
    sheet = Sheet(960)
    end = draw_probabilities(sheet, (56, 30), np.log(shares), classes)
    title, note, *_ = lines_of(sheet)
    assert title.name == "Read as 0, with a probability of 50.0 %"
    assert note.name == "softmax of the logits, as trained, and its natural logarithm"
    boxes = images_of(sheet)
    left, tops = boxes[0].left, sorted({box.top for box in boxes})
    assert {box.left for box in boxes} == {left}
    assert set(np.diff(tops)) == {18}
    assert end == tops[-1] + 18
    for share, top in zip(shares, tops, strict=True):
        lengths = [box.right - left for box in boxes if box.top == top]
        assert lengths == [300, *filter(None, [round(300 * share)])]
    named = [line for line in lines_of(sheet) if line.name in classes]
    assert [line.name for line in named] == classes
    assert {line.right for line in named} == {left - 6}
    assert min(line.left for line in lines_of(sheet)) >= 10
    bars = {box.top: pixels for box, pixels in zip(boxes, pixels_on(sheet), strict=True)}
    colours = [tuple(bars[top][0, 0].tolist()) for top in tops]
    # A bar of no length is empty.
    assert colours[2] == (238, 238, 238)
    assert colours[0] == ImageColor.getrgb(ORANGE)
    assert {*colours[1:2], *colours[3:]} == {ImageColor.getrgb(BLUE)}


@pytest.mark.parametrize("letters", range(1, 24, 2))
def test_the_note_stands_beside_the_answer_where_that_leaves_room(letters: int) -> None:
    sheet = Sheet(960)
    classes = [*DIGITS[:9], "n" * letters]
    draw_probabilities(sheet, (56, 30), np.log([*[0.01 / 9] * 9, 0.99]), classes)
    answer, note, log, *rows = sheet.texts
    title = f"Read as {classes[9]}, with a probability of 99.0 %"
    assert answer == Text(56, 30, title, "normal", BLACK, "left")
    beside = text_width(title) + 16 <= 370
    assert (note.x, note.y) == ((56 + 370, 31) if beside else (56, 49))
    left = 56 + max(0, text_width(classes[9]) - 40)
    below = note.y + 19
    assert (log.text, log.x, log.y, log.align) == ("log", left + 420, below, "right")
    assert {(text.size, text.colour) for text in (note, log)} == {("small", FAINT)}
    for row in range(10):
        name, share, logarithm = rows[3 * row : 3 * row + 3]
        y = below + 18 * (row + 1)
        assert name == Text(left - 6, y, classes[row], "normal", BLACK, "right")
        assert share[:2] == (left + 308, y)
        assert logarithm[:2] == (left + 420, y)
        assert (share.align, logarithm.align) == ("left", "right")
        assert {(text.size, text.colour) for text in (share, logarithm)} == {("small", BLACK)}
    assert {box.bottom - box.top for box in images_of(sheet)} == {12}
