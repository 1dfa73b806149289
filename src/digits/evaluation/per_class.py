"""Which classes a network reads well, and which it takes for which."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Int64
from sklearn.metrics import confusion_matrix, precision_recall_fscore_support
from torch import Tensor


def class_scores(
    predicted: Int64[Tensor, " n"], labels: Int64[Tensor, " n"], classes: Sequence[str]
) -> dict[str, dict[str, float]]:
    """Precision, recall and F1 of every class, fractions; 0 where there is nothing to divide by."""
    scores = precision_recall_fscore_support(
        labels.numpy(),
        predicted.numpy(),
        labels=range(len(classes)),
        zero_division=0.0,
    )
    precision, recall, f1, _ = (np.asarray(each).tolist() for each in scores)
    return {
        name: {"precision": precision[place], "recall": recall[place], "f1": f1[place]}
        for place, name in enumerate(classes)
    }


def frequent_confusions(
    predicted: Int64[Tensor, " n"],
    labels: Int64[Tensor, " n"],
    classes: Sequence[str],
    count: int = 10,
) -> dict[str, int]:
    """The most frequent mistakes, as in `"4 as 9": 12`; equally frequent ones by name.

    Args:
        predicted: the answers.
        labels: the truth.
        classes: their names.
        count: the longest list wanted; shorter where there are fewer kinds of mistakes.
    """
    matrix = confusion_matrix(labels.numpy(), predicted.numpy(), labels=range(len(classes)))
    mistakes = [
        (int(matrix[actual, answer]), f"{classes[actual]} as {classes[answer]}")
        for actual in range(len(classes))
        for answer in range(len(classes))
        if actual != answer and matrix[actual, answer]
    ]
    mistakes.sort(key=lambda mistake: (-mistake[0], mistake[1]))
    return {name: times for times, name in mistakes[:count]}
