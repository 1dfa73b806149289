"""What was read in a picture, as a line."""

import json

import numpy as np
import pytest

from digits.cli.lines import json_line, text_lines
from digits.cli.readings import Reading
from digits.prediction.network import Answers

CLASSES = [str(digit) for digit in range(10)]


def reading(*shares: float) -> Reading:
    """Of one digit, with these probabilities of 0, 1, 2 and so on."""
    row = np.zeros((1, 10), np.float32)
    row[0, : len(shares)] = shares
    return Reading("a.png", Answers(row, np.zeros((1, 28, 28), np.float32)), None)


def test_no_share_is_rounded_to_all_or_to_nothing() -> None:
    sure, hesitant = reading(0.0002, 0.9998), reading(0.0006, 0.9994)
    assert text_lines(sure, CLASSES, 5, many=False, top=None) == [
        "a.png  1  > 99.9 %   (then 0, < 0.1 %)"
    ]
    assert text_lines(hesitant, CLASSES, 5, many=False, top=3) == [
        "a.png  1    99.9 %   (then 0, 0.1 %; 2, < 0.1 %)"
    ]


def test_a_line_of_json_has_the_share_of_every_class() -> None:
    found = json.loads(json_line(reading(0.25, 0.7500001), CLASSES))
    assert found["path"] == "a.png"
    assert found["error"] is None
    (digit,) = found["digits"]
    assert (digit["class"], digit["probability"]) == ("1", 0.75)
    assert digit["probabilities"] == dict.fromkeys(CLASSES, 0) | {"0": 0.25, "1": 0.75}


DIGITS_OF_27 = np.eye(10, dtype=np.float32)[[2, 7]] * 0.8 + np.float32(0.02)
SEVERAL = Reading("a.png", Answers(DIGITS_OF_27, np.zeros((2, 28, 28), np.float32)), None)
NONE = Reading("a.png", Answers(DIGITS_OF_27[:0], np.zeros((0, 28, 28), np.float32)), None)


@pytest.mark.parametrize(
    ("top", "below"),
    [
        (None, []),
        (1, ["  2    82.0 %", "  7    82.0 %"]),
        (
            3,
            [
                "  2    82.0 %   (then 0, 2.0 %; 1, 2.0 %)",
                "  7    82.0 %   (then 0, 2.0 %; 1, 2.0 %)",
            ],
        ),
    ],
)
def test_many_digits_stand_in_one_line_and_what_is_asked_for_below(
    top: int | None, below: list[str]
) -> None:
    found = text_lines(SEVERAL, CLASSES, 7, many=True, top=top)
    assert found == ["a.png    27  82.0 %, 82.0 %", *below]


def test_names_longer_than_a_letter_are_told_apart() -> None:
    names = ["ki", *CLASSES[1:7], "su", "8", "9"]
    [line] = text_lines(SEVERAL, names, 5, many=True, top=None)
    assert line == "a.png  2 su  82.0 %, 82.0 %"


@pytest.mark.parametrize("many", [False, True])
def test_where_there_is_no_digit_the_line_and_json_say_so(*, many: bool) -> None:
    assert text_lines(NONE, CLASSES, 6, many=many, top=None) == ["a.png   -  no digit found"]
    assert json.loads(json_line(NONE, CLASSES)) == {"path": "a.png", "digits": [], "error": None}


def test_probabilities_in_json_have_six_decimals() -> None:
    [digit] = json.loads(json_line(reading(1 / 3, 2 / 3), CLASSES))["digits"]
    assert digit["probability"] == 0.666667
    assert digit["probabilities"]["0"] == 0.333333
