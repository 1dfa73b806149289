"""Which answers are shown, and in which order."""

import pytest
import torch

from digits.data.images import LabelledImages
from digits.visualization.mistakes import (
    Answer,
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


LABELS = torch.tensor([4, 9, 4, 7, 9])
LOGITS = logits_of({9: 0.8}, {9: 0.6}, {9: 0.9}, {7: 0.5}, {4: 0.7})


def test_answers_worked_out_by_hand() -> None:
    found = answers(LOGITS, LABELS)
    assert [(each.place, each.label, each.predicted, each.right) for each in found] == [
        (0, 4, 9, False),
        (1, 9, 9, True),
        (2, 4, 9, False),
        (3, 7, 7, True),
        (4, 9, 4, False),
    ]
    assert [each.probability for each in found] == pytest.approx([0.8, 0.6, 0.9, 0.5, 0.7])


def test_choices_worked_out_by_hand() -> None:
    found = answers(LOGITS, LABELS)
    assert [each.place for each in most_confidently_wrong(found, 2)] == [2, 0]
    assert [each.place for each in most_confidently_wrong(found, 9)] == [2, 0, 4]
    assert [each.place for each in least_confidently_right(found, 9)] == [3, 1]
    assert least_confidently_right(found[:1], 9) == []


def test_equally_sure_answers_stand_in_the_order_of_the_file() -> None:
    alike = [Answer(place, 1, 2, 0.7) for place in (3, 1, 2)]
    assert most_confidently_wrong(alike, 3) == alike


def test_lists_are_sorted_and_all_of_one_kind(digits_200: LabelledImages) -> None:
    logits = torch.randn(200, 10, generator=torch.Generator().manual_seed(0)) * 3
    found = answers(logits, digits_200.labels)
    wrong, right = most_confidently_wrong(found, 64), least_confidently_right(found, 64)
    assert len(wrong) == 64
    assert all(each.label != each.predicted for each in wrong)
    assert all(each.label == each.predicted for each in right)
    shares = [each.probability for each in wrong]
    assert shares == sorted(shares, reverse=True)
    assert max(each.probability for each in found if not each.right) == shares[0]
    assert [each.probability for each in right] == sorted(each.probability for each in right)


def test_probabilities_of_sure_answers_are_not_rounded_to_one() -> None:
    logits = torch.tensor([[20.0, *[0.0] * 9]])
    assert probabilities(logits)[0, 0] < 1
    assert logits.softmax(1)[0, 0] == 1
