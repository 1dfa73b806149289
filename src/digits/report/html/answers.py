"""What the networks answered to the test images."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from jaxtyping import Float, Float64, Int64
from torch import Tensor

from digits.predictions import load_predictions


@dataclass(frozen=True)
class Answers:
    """One network's reading of every test image, in the order of their file."""

    labels: Int64[Tensor, " n"]  # the truth
    predicted: Int64[Tensor, " n"]
    confidence: Float64[Tensor, " n"]  # the softmax, as trained, of the predicted digit

    def surest_first(self, places: Int64[Tensor, " k"]) -> Int64[Tensor, " k"]:
        """Sort places by the network's confidence there; equal ones keep their order."""
        return places[self.confidence[places].argsort(descending=True, stable=True)]

    def most_confidently_wrong(self, count: int) -> list[int]:
        """Places of the wrong answers that the network was surest of; at most so many."""
        wrong = (self.predicted != self.labels).nonzero().flatten()
        return self.surest_first(wrong)[:count].tolist()


def answers_of(logits: Float[Tensor, "n 10"], labels: Int64[Tensor, " n"]) -> Answers:
    """The answers that logits stand for."""
    confidence, predicted = logits.double().softmax(1).max(1)
    return Answers(labels, predicted, confidence)


def read_answers(
    folder: Path, models: Iterable[str], labels: Int64[Tensor, " n"]
) -> dict[str, Answers]:
    """The answers of each model, by `<model>.safetensors` in a folder.

    Raises `ImagesError` where a file is missing, damaged, or of other images.
    """
    return {
        model: answers_of(
            load_predictions(folder / f"{model}.safetensors", labels, f"evaluate@{model}"), labels
        )
        for model in models
    }
