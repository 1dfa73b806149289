"""What the page tells of one model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digits.params.schema import Model
from digits.params.training import Training
from digits.report.html.architecture import Architecture
from digits.report.html.confusion import Cell
from digits.report.html.robustness import Corruption, corruptions
from digits.report.result import Result
from digits.visualization.mistakes import Answer, Answers, most_confidently_wrong
from digits.wording import article, percent


class Reading(NamedTuple):
    """A test image, and what a model read in it."""

    place: int  # in the test file
    label: str
    predicted: str
    sure: str

    @classmethod
    def of(cls, answer: Answer) -> "Reading":
        """The same in words."""
        return cls(answer.place, answer.label, answer.predicted, percent(answer.probability))

    @property
    def words(self) -> str:
        """The picture in words."""
        return (
            f"test image {self.place}: {article(self.label)} read as {self.predicted}, {self.sure}"
        )


@dataclass(frozen=True)
class ModelView:
    """All of a model's section."""

    result: Result
    architecture_name: str
    recipe: str
    architecture: Architecture | None
    cells: list[list[Cell]]
    mistakes: list[Reading]
    corruptions: list[Corruption]

    @property
    def most_confused(self) -> int:
        """The count of the largest cell of wrong answers, or 1."""
        counts = [c.count for row in self.cells for c in row if c.actual != c.predicted]
        return max(*counts, 1)


def model_view(
    result: Result,
    params: Model,
    answers: Answers,
    cells: list[list[Cell]],
    architecture: Architecture | None,
    results: Sequence[Result],
    mistakes: int,
) -> ModelView:
    """Gather a model's section, with at most so many mistakes."""
    return ModelView(
        result,
        params.architecture,
        recipe(params.training),
        architecture,
        cells,
        [Reading.of(answers.at(place)) for place in most_confidently_wrong(answers, mistakes)],
        corruptions(result, results),
    )


def recipe(training: Training) -> str:
    """How a model was trained, in a line."""
    parts = [
        training.optimizer.kind,
        f"learning rate {training.learning_rate:g}",
        training.schedule.kind.replace("_", " "),
        f"batch {training.batch_size}",
        f"{training.epochs} epochs",
    ]
    if training.augmentation is not None:
        parts.append("distorted images")
    if training.label_smoothing:
        parts.append(f"label smoothing {training.label_smoothing:g}")
    if training.ema is not None:
        parts.append("averaged weights")
    return ", ".join(parts)


def places_shown(view: ModelView) -> set[int]:
    """The test images that a model's section shows beside those of its cells."""
    drawn = view.architecture.digits if view.architecture else []
    return {each.place for each in view.mistakes} | {digit.image for digit in drawn}
