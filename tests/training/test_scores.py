"""Scores of images against torch's cross-entropy, and averaged in parts."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from hypothesis import given, settings
from hypothesis import strategies as st

from digits.training.scores import ImageScores


@settings(deadline=None, max_examples=30)
@given(seed=st.integers(0, 1000), count=st.integers(1, 50), size=st.sampled_from([0.1, 3.0, 30.0]))
def test_the_means_are_torchs_cross_entropy_and_the_share_of_right_answers(
    seed: int, count: int, size: float
) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = size * torch.randn(count, 10, generator=generator)
    labels = torch.randint(0, 10, (count,), generator=generator)
    loss, accuracy = ImageScores.of(logits, labels).means()
    expected = F.cross_entropy(logits.double(), labels).item()
    assert loss == pytest.approx(expected, rel=1e-5, abs=1e-5)
    right = sum(int(a) == int(b) for a, b in zip(logits.argmax(1), labels, strict=True))
    assert accuracy == pytest.approx(right / count)


def test_logits_that_are_all_equal_answer_zero() -> None:
    labels = torch.arange(10)
    assert ImageScores.of(torch.zeros(10, 10), labels).correct.tolist() == [True] + 9 * [False]


@pytest.mark.parametrize("size", [1, 3, 20])
def test_parts_join_to_the_same_scores_bit_by_bit(size: int) -> None:
    generator = torch.Generator().manual_seed(0)
    logits, labels = torch.randn(20, 10, generator=generator), torch.arange(20) % 10
    pieces = zip(logits.split(size), labels.split(size), strict=True)
    joined = ImageScores.joined([ImageScores.of(*piece) for piece in pieces])
    assert joined.means() == ImageScores.of(logits, labels).means()
