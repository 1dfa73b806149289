"""Scores of a trained network on the test set.

In a few lines of torch, since importing scikit-learn takes longer than the whole evaluation.
"""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float, Int64
from torch import Tensor

from digits.data.images import CLASSES

_FIRST = 1000  # images, for the quick look that some tutorials take


def accuracy(logits: Float[Tensor, "n 10"], labels: Int64[Tensor, " n"]) -> float:
    """The fraction of images whose highest logit is that of their label."""
    return (logits.argmax(1) == labels).double().mean().item()


def score(
    logits: Float[Tensor, "n 10"],
    logits_before_training: Float[Tensor, "n 10"],
    labels: Int64[Tensor, " n"],
) -> dict[str, object]:
    """What `metrics/test/<model>.json` says of a network's answers.

    Accuracies are fractions; `loss` is the mean cross-entropy in nats, and `class_accuracy` the
    fraction of each digit's images that were read right (its recall; 0 for a digit without any).
    """
    right = logits.argmax(1) == labels
    counts = torch.bincount(labels, minlength=CLASSES)
    recalls = torch.bincount(labels[right], minlength=CLASSES) / counts.clamp(min=1).double()
    return {
        "accuracy": accuracy(logits, labels),
        "errors": int((~right).sum()),
        "n": len(labels),
        "loss": F.cross_entropy(logits.double(), labels).item(),
        "accuracy_first_1000": accuracy(logits[:_FIRST], labels[:_FIRST]),
        "accuracy_before_training": accuracy(logits_before_training, labels),
        "class_accuracy": {str(digit): recall for digit, recall in enumerate(recalls.tolist())},
    }
