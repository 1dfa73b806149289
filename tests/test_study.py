"""Several seeds of one recipe, summed up."""

import pytest
import torch
from torch import Tensor

from digits.evaluation.intervals import wilson_interval
from digits.study import ensemble_errors, study_scores

LABELS = torch.tensor([0, 1, 2, 3])


def sure_of(*answers: int, of: float = 10.0) -> Tensor:
    """Logits that give these answers, each by this margin over all other digits."""
    return of * torch.eye(10)[list(answers)]


def test_single_networks_and_all_together() -> None:
    # Each misses another image; the mean of their probabilities is right about all but the last.
    runs = [sure_of(9, 1, 2, 0), sure_of(0, 9, 2, 0), sure_of(0, 1, 2, 3)]
    scores = study_scores(runs, LABELS)
    assert scores["accuracy_each"] == [0.5, 0.5, 1.0]
    assert scores["accuracy_mean"] == pytest.approx(2 / 3)
    assert scores["accuracy_sd"] == pytest.approx((1 / 12) ** 0.5)
    assert scores["n"] == 3
    assert scores["ensemble_errors"] == 1
    assert scores["ensemble_accuracy"] == 0.75
    bounds = scores["ensemble_accuracy_low"], scores["ensemble_accuracy_high"]
    assert bounds == wilson_interval(3, 4)


def test_the_ensemble_weighs_probabilities_not_votes() -> None:
    # Two hesitate in favour of 9, one is sure of 0: the mean probability of 0 is the higher one.
    runs = [sure_of(9, of=0.5), sure_of(9, of=0.5), sure_of(0, of=20)]
    assert ensemble_errors(runs, LABELS[:1]) == 0


def test_large_logits_of_one_network_do_not_silence_the_others() -> None:
    runs = [sure_of(0, of=20), sure_of(0, of=20), sure_of(9, of=1000)]
    assert ensemble_errors(runs, LABELS[:1]) == 0


def test_a_single_run_has_no_deviation() -> None:
    scores = study_scores([sure_of(0, 1, 2, 3)], LABELS)
    assert scores["accuracy_sd"] is None
    assert scores["accuracy_mean"] == scores["ensemble_accuracy"] == 1.0


def test_no_run_is_no_study() -> None:
    with pytest.raises(ValueError, match="one run or more"):
        study_scores([], LABELS)
