"""Whether a network is right as often as it is sure.

Source: Guo, Pleiss, Sun & Weinberger, "On calibration of modern neural networks", 2017.
"""

import math

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float, Int64
from scipy.optimize import minimize_scalar
from torch import Tensor

BINS = 15  # of confidence
RELIABILITY_COLUMNS = ("logits", "images", "confidence", "accuracy")
_HOTTEST = 100.0  # a temperature; its inverse is the coldest


def reliability(
    logits: Float[Tensor, "n classes"], labels: Int64[Tensor, " n"]
) -> list[tuple[int, float, float]]:
    """How sure and how right the answers are, by 15 equal ranges of confidence.

    Confidence is the softmax of the answer. A range holds its upper bound, and not its lower one.

    Returns the count of images, their mean confidence and their accuracy, range by range; both are
    NaN for an empty one.
    """
    confidence, answers = logits.double().softmax(1).max(1)
    right = (answers == labels).double()
    bins = (confidence * BINS).ceil().long().clamp(1, BINS) - 1
    counts = torch.bincount(bins, minlength=BINS)
    sure = torch.bincount(bins, confidence, minlength=BINS) / counts
    accurate = torch.bincount(bins, right, minlength=BINS) / counts
    return list(zip(counts.tolist(), sure.tolist(), accurate.tolist(), strict=True))


def calibration_error(logits: Float[Tensor, "n classes"], labels: Int64[Tensor, " n"]) -> float:
    """The expected calibration error (ECE, equation 3): a fraction, 0 for a perfect match."""
    ranges = reliability(logits, labels)
    gaps = (count * abs(sure - accurate) for count, sure, accurate in ranges if count)
    return sum(gaps) / len(labels)


def fit_temperature(logits: Float[Tensor, "n classes"], labels: Int64[Tensor, " n"]) -> float:
    """What to divide logits by, for the least cross-entropy (section 4.2).

    Args:
        logits: of images set aside for choices; never the test images.
        labels: theirs.

    Returns a temperature from 0.01 to 100; above 1 where the network was too sure of itself.
    """
    logits = logits.double()

    def loss(log_temperature: float) -> float:
        return F.cross_entropy(logits / math.exp(log_temperature), labels).item()

    bound = math.log(_HOTTEST)
    found = minimize_scalar(loss, bounds=(-bound, bound), method="bounded")
    return math.exp(found.x)


def calibration_scores(
    logits: Float[Tensor, "n classes"], labels: Int64[Tensor, " n"], temperature: float | None
) -> dict[str, object]:
    """What `metrics/test/<model>.json` says of a network's calibration.

    Args:
        logits: its answers to the test images.
        labels: theirs.
        temperature: fitted on validation images; None where there are none.

    Returns the calibration error; where there is a temperature, also it, and the calibration error
    and the mean cross-entropy (nats) with it.
    """
    scores: dict[str, object] = {"calibration_error": calibration_error(logits, labels)}
    if temperature is not None:
        logits = logits.double() / temperature
        scores["temperature"] = temperature
        scores["calibration_error_with_temperature"] = calibration_error(logits, labels)
        scores["loss_with_temperature"] = F.cross_entropy(logits, labels).item()
    return scores


def reliability_rows(
    logits: Float[Tensor, "n classes"], labels: Int64[Tensor, " n"], temperature: float | None
) -> list[tuple[object, ...]]:
    """`reliability` as a table, with a column that tells whether the temperature was applied."""
    rows: list[tuple[object, ...]] = [("as trained", *row) for row in reliability(logits, labels)]
    if temperature is not None:
        rows += [
            ("with temperature", *row) for row in reliability(logits.double() / temperature, labels)
        ]
    return rows
