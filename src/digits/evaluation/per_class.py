"""Which digits a network reads well, and which it takes for which."""

import numpy as np
from jaxtyping import Int64
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from torch import Tensor

from digits.data.images import CLASSES

_DIGITS = range(CLASSES)


def class_scores(
    predicted: Int64[Tensor, " n"], labels: Int64[Tensor, " n"]
) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of every digit, fractions; 0 where there is nothing to divide by."""
    scores = precision_recall_fscore_support(
        labels.numpy(),
        predicted.numpy(),
        labels=_DIGITS,
        zero_division=0.0,  # pyright: ignore[reportArgumentType] - guessed from the default
    )
    precision, recall, f1, _ = (np.asarray(each).tolist() for each in scores)
    return {
        str(digit): {"precision": precision[digit], "recall": recall[digit], "f1": f1[digit]}
        for digit in _DIGITS
    }


def frequent_confusions(
    predicted: Int64[Tensor, " n"], labels: Int64[Tensor, " n"], count: int = 10
) -> dict[str, int]:
    """The most frequent mistakes, as in `"4 as 9": 12`; equally frequent ones by their digits.

    Args:
        predicted: the answers.
        labels: the truth.
        count: the longest list wanted; shorter where there are fewer kinds of mistakes.
    """
    matrix = confusion_matrix(labels.numpy(), predicted.numpy(), labels=_DIGITS)
    mistakes = [
        (int(matrix[actual, answer]), f"{actual} as {answer}")
        for actual in _DIGITS
        for answer in _DIGITS
        if actual != answer and matrix[actual, answer]
    ]
    mistakes.sort(key=lambda mistake: (-mistake[0], mistake[1]))
    return {name: times for times, name in mistakes[:count]}
