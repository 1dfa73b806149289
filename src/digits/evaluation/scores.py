"""What a network's answers to the test set are worth."""

from collections.abc import Sequence

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Bool, Float, Int64
from torch import Tensor

from digits.errors import UserError
from digits.evaluation.intervals import wilson_interval
from digits.evaluation.per_class import class_scores, frequent_confusions

_FIRST = 1000  # images, for the quick look that some tutorials take


class MislabelledError(UserError):
    """params.yaml doubts labels of images that the test set doesn't have."""


def accuracy(logits: Float[Tensor, "n classes"], labels: Int64[Tensor, " n"]) -> float:
    """The fraction of images whose highest logit is that of their label."""
    return (logits.argmax(1) == labels).double().mean().item()


def score(
    logits: Float[Tensor, "n classes"],
    logits_before_training: Float[Tensor, "n classes"],
    labels: Int64[Tensor, " n"],
    classes: Sequence[str],
    mislabelled: Sequence[int],
) -> dict[str, object]:
    """What `metrics/test/<model>.json` says of a network's answers, calibration aside.

    Args:
        logits: the answers of the trained network.
        logits_before_training: those of its first weights.
        labels: the truth, as the dataset has it.
        classes: names of the labels.
        mislabelled: places of images, from 0, whose label is known to be wrong.

    Returns fractions and counts: the accuracy and its 95 % Wilson interval; `loss`, the mean
    cross-entropy in nats; the accuracy on the first 1,000 images, before training, and without the
    mislabelled images, and how many of the errors are these; precision, recall and F1 by class; the
    most frequent confusions.

    Raises `MislabelledError` where a place is not one of the n images, or all images are doubted.
    """
    answers = logits.argmax(1)
    wrong = answers != labels
    errors, n = int(wrong.sum()), len(labels)
    interval = wilson_interval(n - errors, n)
    doubtful = _doubtful(mislabelled, n)
    return {
        "accuracy": accuracy(logits, labels),
        "accuracy_low": interval.low,
        "accuracy_high": interval.high,
        "errors": errors,
        "n": n,
        "loss": F.cross_entropy(logits.double(), labels).item(),
        "accuracy_first_1000": accuracy(logits[:_FIRST], labels[:_FIRST]),
        "accuracy_before_training": accuracy(logits_before_training, labels),
        "accuracy_without_mislabelled": accuracy(logits[~doubtful], labels[~doubtful]),
        "errors_mislabelled": int((wrong & doubtful).sum()),
        "classes": class_scores(answers, labels, classes),
        "confusions": frequent_confusions(answers, labels, classes),
    }


def _doubtful(mislabelled: Sequence[int], n: int) -> Bool[Tensor, " n"]:
    """Whether the label of each image is doubted."""
    if beyond := [place for place in mislabelled if place >= n]:
        raise MislabelledError(
            f"params.yaml: evaluation.mislabelled: found {beyond[0]}; should be from 0 to {n - 1},"
            " a place among the test images"
        )
    doubtful = torch.zeros(n, dtype=torch.bool)
    doubtful[list(mislabelled)] = True
    if doubtful.all():
        raise MislabelledError(
            f"params.yaml: evaluation.mislabelled: found all {n} images of the test set; leave some"
        )
    return doubtful
