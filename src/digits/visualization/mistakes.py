"""Which answers to look at: the wrong ones a network is surest of, the right ones it is least."""

from collections.abc import Sequence
from dataclasses import dataclass

from jaxtyping import Float, Int64
from torch import Tensor


@dataclass(frozen=True)
class Answer:
    """What a network says of one test image."""

    place: int  # in the test file, from 0
    label: int
    predicted: int
    probability: float  # of the predicted digit

    @property
    def right(self) -> bool:
        """Whether it is the label."""
        return self.label == self.predicted


def probabilities(logits: Float[Tensor, "n 10"]) -> Float[Tensor, "n 10"]:
    """The softmax of logits, in float64, in which few round to 1."""
    return logits.double().softmax(1)


def answers(logits: Float[Tensor, "n 10"], labels: Int64[Tensor, " n"]) -> list[Answer]:
    """One per image, in the order of the file."""
    highest, predicted = probabilities(logits).max(1)
    rows = zip(labels.tolist(), predicted.tolist(), highest.tolist(), strict=True)
    return [Answer(place, *row) for place, row in enumerate(rows)]


def most_confidently_wrong(given: Sequence[Answer], most: int) -> list[Answer]:
    """The wrong answers of the highest probability, highest first; equal ones by their place."""
    wrong = [answer for answer in given if not answer.right]
    return sorted(wrong, key=lambda answer: -answer.probability)[:most]


def least_confidently_right(given: Sequence[Answer], most: int) -> list[Answer]:
    """The right answers of the lowest probability, lowest first; equal ones by their place."""
    right = [answer for answer in given if answer.right]
    return sorted(right, key=lambda answer: answer.probability)[:most]
