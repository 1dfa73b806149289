"""Which answers are shown, and in which order."""

from dataclasses import replace

import pytest
import torch

from digits.data.classes import DIGITS
from digits.data.images import LabelledImages
from digits.visualization.mistakes import (
    Answer,
    Answers,
    answers,
    least_confidently_right,
    most_confidently_wrong,
    probabilities,
)


def logits_of(*rows: dict[int, float]) -> torch.Tensor:
    """Logits whose softmax are these shares, the rest shared by the other digits."""
    found = torch.empty(len(rows), 10)
    for row, shares in enumerate(rows):
        others = (1 - sum(shares.values())) / (10 - len(shares))
        found[row] = torch.tensor([shares.get(digit, others) for digit in range(10)]).log()
    return found


def labelled(labels: torch.Tensor) -> LabelledImages:
    """Blank images with these labels."""
    return LabelledImages(torch.zeros(len(labels), 1, 28, 28, dtype=torch.uint8), labels)


LABELS = torch.tensor([4, 9, 4, 7, 9])
TEST = labelled(LABELS)
LOGITS = logits_of({9: 0.8}, {9: 0.6}, {9: 0.9}, {7: 0.5}, {4: 0.7})


def test_answers_worked_out_by_hand() -> None:
    found = answers(LOGITS, TEST)
    assert found.predicted.tolist() == [9, 9, 9, 7, 4]
    assert found.confidence.tolist() == pytest.approx([0.8, 0.6, 0.9, 0.5, 0.7])
    assert found.labels.equal(LABELS)
    assert found.classes == TEST.classes


def test_the_answer_to_one_image_is_that_of_its_place() -> None:
    found = answers(LOGITS, TEST)
    wrong, right = found.at(0), found.at(3)
    assert wrong == Answer(0, label="4", predicted="9", probability=float(found.confidence[0]))
    assert not wrong.right
    assert (right.place, right.label, right.right) == (3, "7", True)


def test_answers_are_said_by_the_names_of_the_classes() -> None:
    names = tuple("abcdefghij")
    found = answers(LOGITS, replace(TEST, classes=names)).at(0)
    assert (found.label, found.predicted) == ("e", "j")


def test_choices_worked_out_by_hand() -> None:
    found = answers(LOGITS, TEST)
    assert most_confidently_wrong(found, 2) == [2, 0]
    assert most_confidently_wrong(found, 9) == [2, 0, 4]
    assert least_confidently_right(found, 9) == [3, 1]
    assert least_confidently_right(found, 1) == [3]
    assert least_confidently_right(answers(LOGITS[:1], labelled(LABELS[:1])), 9) == []


def test_equally_sure_answers_stand_in_the_order_of_the_file() -> None:
    labels = torch.arange(100).remainder(2)
    ones, sure = torch.ones(100, dtype=torch.int64), torch.full((100,), 0.7).double()
    alike = Answers(labels, ones, sure, DIGITS)
    assert most_confidently_wrong(alike, 60) == list(range(0, 100, 2))
    assert least_confidently_right(alike, 60) == list(range(1, 100, 2))


def test_lists_are_sorted_and_all_of_one_kind(digits_200: LabelledImages) -> None:
    logits = torch.randn(200, 10, generator=torch.Generator().manual_seed(0)) * 3
    found = answers(logits, digits_200)
    wrong = [found.at(place) for place in most_confidently_wrong(found, 64)]
    right = [found.at(place) for place in least_confidently_right(found, 64)]
    assert len(wrong) == 64
    assert not any(each.right for each in wrong)
    assert all(each.right for each in right)
    every = [found.at(place) for place in range(200)]
    wrong_shares = sorted((each.probability for each in every if not each.right), reverse=True)
    right_shares = sorted(each.probability for each in every if each.right)
    assert [each.probability for each in wrong] == wrong_shares[:64]
    assert [each.probability for each in right] == right_shares[:64]


def test_probabilities_of_sure_answers_are_not_rounded_to_one() -> None:
    logits = torch.tensor([[20.0, *[0.0] * 9]])
    assert probabilities(logits)[0, 0] < 1
    assert logits.softmax(1)[0, 0] == 1
