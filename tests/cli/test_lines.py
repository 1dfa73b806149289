"""What was read in a picture, as a line."""

import json

import numpy as np

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
