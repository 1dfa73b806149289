"""What stands below the images of a sheet: in the room that there is."""

import pytest

from digits.visualization.captions import captions
from digits.visualization.mistakes import Answer
from digits.visualization.sheet import text_width

DIGIT, SHIRT = Answer(7, "4", "9", 0.98), Answer(8, "Shirt", "T-shirt/top", 0.98)


def test_digits_stand_in_one_line() -> None:
    assert captions([DIGIT], 136) == [["4 read as 9, 98.0 %"]]
    right = Answer(7, "4", "4", 0.5)
    assert captions([right], 136, short=True) == [["4, 50.0 %"]]
    assert captions([right], 136) == [["4 read as 4, 50.0 %"]]


@pytest.mark.parametrize(
    ("width", "expected"),
    [
        (300, ["Shirt read as T-shirt/top, 98.0 %"]),
        (160, ["Shirt", "read as T-shirt/top, 98.0 %"]),
        (120, ["Shirt", "read as T-shirt/top", "98.0 %"]),
    ],
)
def test_long_names_take_more_lines_and_each_fits(width: int, expected: list[str]) -> None:
    assert captions([SHIRT], width) == [expected]
    assert all(text_width(line, "small") <= width for line in expected)


def test_all_images_of_a_sheet_have_their_lines_alike() -> None:
    assert captions([DIGIT, SHIRT], 160) == [
        ["4", "read as 9, 98.0 %"],
        ["Shirt", "read as T-shirt/top, 98.0 %"],
    ]


def test_no_image_needs_no_caption() -> None:
    assert captions([], 100) == []


@pytest.mark.parametrize("width", [40, 136])
def test_a_name_that_no_line_has_room_for_is_cut(width: int) -> None:
    longest = "a name of 24 characters!"
    [lines] = captions([Answer(7, longest, longest.upper(), 0.98)], width)
    assert len(lines) == 3
    assert all(text_width(line, "small") <= width for line in lines)
    assert lines[1].startswith("read")
    assert lines[1].endswith("…")
    assert lines[2] == "98.0 %"


@pytest.mark.parametrize("name", ["a name of 24 characters", "a b c d e f g h i j k l m", "m" * 24])
def test_a_cut_name_keeps_as_many_letters_as_have_room(name: str) -> None:
    shorter = [name[:end].rstrip() + "…" for end in range(1, len(name))]
    for width in range(text_width("m…", "small"), text_width(name, "small") + 1):
        [[shown, *_]] = captions([Answer(7, name, "9", 0.98)], width)
        fitting = [each for each in (name, *shorter) if text_width(each, "small") <= width]
        assert shown == max(fitting, key=len)


def test_lines_may_be_as_wide_as_the_room() -> None:
    for lines in (
        ["4 read as 9, 98.0 %"],
        ["4", "read as 9, 98.0 %"],
        ["4", "read as 9", "98.0 %"],
    ):
        width = max(text_width(line, "small") for line in lines)
        assert captions([DIGIT], width) == [lines]


def test_a_room_for_no_letter_has_a_mark_of_what_is_missing() -> None:
    assert captions([DIGIT], 1) == [["…"] * 3]
