"""Scores by class, and which class is taken for which."""

import pytest
import torch

from digits.data.classes import DIGITS
from digits.evaluation.per_class import class_scores, frequent_confusions

ACTUAL = torch.tensor([3, 3, 3, 8, 0, 0])
ANSWERS = torch.tensor([3, 8, 8, 8, 0, 6])


def test_six_images_worked_out_by_hand() -> None:
    scores = class_scores(ANSWERS, ACTUAL, DIGITS)
    assert scores["3"] == pytest.approx({"precision": 1, "recall": 1 / 3, "f1": 1 / 2})
    assert scores["8"] == pytest.approx({"precision": 1 / 3, "recall": 1, "f1": 1 / 2})
    assert scores["0"] == pytest.approx({"precision": 1, "recall": 1 / 2, "f1": 2 / 3})


def test_a_digit_that_is_neither_there_nor_answered_counts_zero() -> None:
    scores = class_scores(ANSWERS, ACTUAL, DIGITS)
    assert list(scores) == [str(digit) for digit in range(10)]
    assert scores["9"] == {"precision": 0, "recall": 0, "f1": 0}
    assert scores["6"] == {"precision": 0, "recall": 0, "f1": 0}  # answered, never rightly


def test_most_frequent_confusions_come_first_then_the_smaller_digits() -> None:
    assert list(frequent_confusions(ANSWERS, ACTUAL, DIGITS).items()) == [
        ("3 as 8", 2),
        ("0 as 6", 1),
    ]
    everything_wrong = (torch.arange(10) + 1) % 10
    found = frequent_confusions(everything_wrong, torch.arange(10), DIGITS, count=3)
    assert list(found) == ["0 as 1", "1 as 2", "2 as 3"]


def test_a_perfect_network_confuses_nothing() -> None:
    assert frequent_confusions(ACTUAL, ACTUAL, DIGITS) == {}


def test_classes_have_their_names() -> None:
    names = ["cat", "dog", "an old cat"]
    labels, answers = torch.tensor([2, 1, 0, 0]), torch.tensor([0, 1, 2, 0])
    assert list(class_scores(answers, labels, names)) == names
    assert class_scores(answers, labels, names)["dog"] == {"precision": 1, "recall": 1, "f1": 1}
    # Equally frequent ones by what is said of them, not by the places of the classes.
    found = frequent_confusions(answers, labels, names)
    assert list(found.items()) == [("an old cat as cat", 1), ("cat as an old cat", 1)]
