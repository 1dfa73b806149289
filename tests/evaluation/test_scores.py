"""Scores of a test set, against rows worked out by hand and torch's own loss."""

import json
import math

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from digits.data.classes import DIGITS
from digits.evaluation.scores import MislabelledError, accuracy, score


def answers(*digits: int, certainty: float = 1.0) -> Tensor:
    """Logits that answer these digits."""
    return certainty * F.one_hot(torch.tensor(digits), 10).float()


ACTUAL = torch.tensor([3, 3, 8, 0])
AFTER = answers(3, 8, 8, 0)  # one error: a 3 read as an 8
BEFORE = answers(1, 3, 1, 1)


def test_four_images_worked_out_by_hand() -> None:
    found = score(AFTER, BEFORE, ACTUAL, DIGITS, [1])
    # Each softmax is e or 1 over e + 9: three right answers lose log(e + 9) - 1, one log(e + 9).
    assert found.pop("loss") == pytest.approx(math.log(math.e + 9) - 3 / 4)
    assert found.pop("accuracy_low") == pytest.approx(0.3006, abs=1e-4)
    assert found.pop("accuracy_high") == pytest.approx(0.9544, abs=1e-4)
    classes = found.pop("classes")
    assert isinstance(classes, dict)
    assert classes["3"] == pytest.approx({"precision": 1, "recall": 1 / 2, "f1": 2 / 3})
    assert found == {
        "accuracy": 0.75,
        "errors": 1,
        "n": 4,
        "accuracy_first_1000": 0.75,
        "accuracy_before_training": 0.25,
        "accuracy_without_mislabelled": 1.0,
        "errors_mislabelled": 1,
        "confusions": {"3 as 8": 1},
    }


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), count=st.integers(1, 50), size=st.sampled_from([0.1, 3.0, 100.0]))
def test_loss_is_torchs_cross_entropy_however_sure_the_answers(
    seed: int, count: int, size: float
) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = size * torch.randn(count, 10, generator=generator)
    labels = torch.randint(0, 10, (count,), generator=generator)
    expected = F.cross_entropy(logits.double(), labels).item()
    assert score(logits, logits, labels, DIGITS, [])["loss"] == pytest.approx(
        expected, rel=1e-9, abs=1e-9
    )


def test_a_perfect_network_has_no_error() -> None:
    found = score(
        answers(*range(10), certainty=50), answers(*[0] * 10), torch.arange(10), DIGITS, []
    )
    assert (found["accuracy"], found["errors"], found["n"]) == (1.0, 0, 10)
    assert found["loss"] == pytest.approx(0, abs=1e-12)
    assert found["confusions"] == {}
    assert found["accuracy_before_training"] == 0.1


def test_the_first_thousand_are_the_first_thousand() -> None:
    labels = torch.zeros(1200, dtype=torch.int64)
    logits = answers(*[1] * 100, *[0] * 900, *[1] * 200)
    found = score(logits, logits, labels, DIGITS, [])
    assert found["accuracy_first_1000"] == 0.9
    assert found["accuracy"] == 0.75


def test_a_right_answer_to_a_doubtful_label_is_no_error_on_it() -> None:
    found = score(AFTER, BEFORE, ACTUAL, DIGITS, [0, 2])
    assert found["errors_mislabelled"] == 0
    assert found["accuracy_without_mislabelled"] == 0.5


def test_a_place_beyond_the_images_is_refused_with_its_key() -> None:
    with pytest.raises(MislabelledError) as refused:
        score(AFTER, BEFORE, ACTUAL, DIGITS, [0, 4, 9])
    assert str(refused.value) == (
        "params.yaml: evaluation.mislabelled: found 4; should be from 0 to 3, a place among the"
        " test images"
    )


def test_some_label_must_be_trusted() -> None:
    with pytest.raises(MislabelledError) as refused:
        score(AFTER, BEFORE, ACTUAL, DIGITS, [0, 1, 2, 3])
    assert str(refused.value) == (
        "params.yaml: evaluation.mislabelled: found all 4 images of the test set; leave some"
    )


def test_can_be_written_as_json() -> None:
    found = score(AFTER, BEFORE, ACTUAL, DIGITS, [1])
    assert json.loads(json.dumps(found, allow_nan=False)) == found


def test_accuracy_is_the_fraction_of_right_answers() -> None:
    assert accuracy(answers(1, 2, 3), torch.tensor([1, 2, 9])) == pytest.approx(2 / 3)
