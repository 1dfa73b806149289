"""Which answers to look at: the wrong ones a network is surest of, the right ones it is least."""

from dataclasses import dataclass

from jaxtyping import Float, Float64, Int64
from torch import Tensor

from digits.data.images import LabelledImages


@dataclass(frozen=True)
class Answer:
    """What a network says of one test image."""

    place: int  # in the test file, from 0
    label: str  # names of classes
    predicted: str
    probability: float  # of the predicted class

    @property
    def right(self) -> bool:
        """Whether it is the label."""
        return self.label == self.predicted


@dataclass(frozen=True)
class Answers:
    """What a network says of every test image, in the order of their file."""

    labels: Int64[Tensor, " n"]  # the truth
    predicted: Int64[Tensor, " n"]
    confidence: Float64[Tensor, " n"]  # the probability of the predicted class
    classes: tuple[str, ...]  # their names

    def at(self, place: int) -> Answer:
        """That to one image."""
        return Answer(
            place,
            self.classes[self.labels[place]],
            self.classes[self.predicted[place]],
            float(self.confidence[place]),
        )

    def surest_first(self, places: Int64[Tensor, " k"]) -> Int64[Tensor, " k"]:
        """Sort places by the network's confidence there; equal ones keep their order."""
        return places[self.confidence[places].argsort(descending=True, stable=True)]

    def least_sure_first(self, places: Int64[Tensor, " k"]) -> Int64[Tensor, " k"]:
        """The other way round; equal ones keep their order too."""
        return places[self.confidence[places].argsort(stable=True)]


def probabilities(logits: Float[Tensor, "n classes"]) -> Float64[Tensor, "n classes"]:
    """The softmax of logits, in float64, in which few round to 1."""
    return logits.double().softmax(1)


def answers(logits: Float[Tensor, "n classes"], images: LabelledImages) -> Answers:
    """The answers to images that logits stand for; of equal ones the first class."""
    confidence, predicted = probabilities(logits).max(1)
    return Answers(images.labels, predicted, confidence, images.classes)


def most_confidently_wrong(given: Answers, most: int) -> list[int]:
    """Places of the wrong answers of the highest probability, at most so many, highest first.

    Equally sure ones stand in the order of the file.
    """
    wrong = (given.predicted != given.labels).nonzero().flatten()
    return given.surest_first(wrong)[:most].tolist()


def least_confidently_right(given: Answers, most: int) -> list[int]:
    """Places of the right answers of the lowest probability, at most so many, lowest first.

    Equally sure ones stand in the order of the file.
    """
    right = (given.predicted == given.labels).nonzero().flatten()
    return given.least_sure_first(right)[:most].tolist()
