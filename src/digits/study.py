"""What several runs of one recipe, with different seeds, say together."""

from collections.abc import Sequence
from statistics import fmean, stdev

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from digits.evaluation.intervals import wilson_interval


def ensemble_errors(logits: Sequence[Float[Tensor, "n 10"]], labels: Int64[Tensor, " n"]) -> int:
    """How many images the networks read wrong together, by the mean of their probabilities."""
    probabilities = torch.stack([each.double().softmax(1) for each in logits]).mean(0)
    return int((probabilities.argmax(1) != labels).sum())


def study_scores(
    logits: Sequence[Float[Tensor, "n 10"]], labels: Int64[Tensor, " n"]
) -> dict[str, object]:
    """What `metrics/study/<model>.json` says of the runs' answers.

    Args:
        logits: of each run, to the same images.
        labels: the truth.

    Returns fractions: the mean accuracy of the single networks, their sample standard deviation
    (None for a single run), each accuracy; the accuracy of all together, by their mean probability,
    with its 95 % Wilson interval.

    Raises `ValueError` where there is no run.
    """
    if not logits:
        raise ValueError("a study should have one run or more")
    each = [(answers.argmax(1) == labels).double().mean().item() for answers in logits]
    errors, images = ensemble_errors(logits, labels), len(labels)
    interval = wilson_interval(images - errors, images)
    return {
        "accuracy_mean": fmean(each),
        "accuracy_sd": stdev(each) if len(each) > 1 else None,
        "n": len(each),
        "accuracy_each": each,
        "ensemble_accuracy": 1 - errors / images,
        "ensemble_accuracy_low": interval.low,
        "ensemble_accuracy_high": interval.high,
        "ensemble_errors": errors,
    }
