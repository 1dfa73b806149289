"""Scores of a trained network on the test set, by scikit-learn and torch."""

import numpy as np
import pandas as pd
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float, Int64
from sklearn.metrics import accuracy_score, recall_score
from torch import Tensor

from digits.data.images import CLASSES

_CLASSES = list(range(CLASSES))
_FIRST = 1000  # images, for the quick look that some tutorials take


def accuracy(logits: Float[Tensor, "n 10"], labels: Int64[Tensor, " n"]) -> float:
    """The fraction of images whose highest logit is that of their label."""
    return float(accuracy_score(labels.numpy(), logits.argmax(1).numpy()))


def score(
    logits: Float[Tensor, "n 10"],
    logits_before_training: Float[Tensor, "n 10"],
    labels: Int64[Tensor, " n"],
) -> dict[str, object]:
    """What `metrics/test/<model>.json` says of a network's answers.

    Accuracies are fractions; `loss` is the mean cross-entropy in nats, and `class_accuracy` the
    fraction of each digit's images that were read right (its recall; 0 for a digit without any).
    """
    predicted = logits.argmax(1).numpy()
    actual = labels.numpy()
    # With average=None it gives an array; its type says a number.
    recalls = np.asarray(
        recall_score(actual, predicted, labels=_CLASSES, average=None, zero_division=0.0)  # pyright: ignore[reportArgumentType] - the type says text, the documentation 0.0
    )
    return {
        "accuracy": accuracy(logits, labels),
        "errors": int((predicted != actual).sum()),
        "n": len(actual),
        "loss": F.cross_entropy(logits.double(), labels).item(),
        "accuracy_first_1000": accuracy(logits[:_FIRST], labels[:_FIRST]),
        "accuracy_before_training": accuracy(logits_before_training, labels),
        "class_accuracy": {str(digit): float(recalls[digit]) for digit in _CLASSES},
    }


def confusion_table(logits: Float[Tensor, "n 10"], labels: Int64[Tensor, " n"]) -> pd.DataFrame:
    """A row per image, columns `actual` and `predicted`: what `dvc plots` counts a matrix from."""
    return pd.DataFrame({"actual": labels.numpy(), "predicted": logits.argmax(1).numpy()})
