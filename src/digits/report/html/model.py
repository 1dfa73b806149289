"""What the page tells of one model."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import NamedTuple

from digits.params.schema import Model
from digits.params.training import Training
from digits.report.html.answers import Answers
from digits.report.html.architecture import Architecture
from digits.report.html.confusion import Cell
from digits.report.html.formats import sureness
from digits.report.html.robustness import Corruption, corruptions
from digits.report.results import Result

MOST_MISTAKES = 16  # images of the digits most confidently wrong


class Reading(NamedTuple):
    """A test image, and what a model read in it."""

    place: int  # in the test file
    label: int
    predicted: int
    sure: str

    @property
    def words(self) -> str:
        """The picture in words."""
        return f"test image {self.place}: a {self.label} read as {self.predicted}, {self.sure}"


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
) -> ModelView:
    """Gather a model's section."""
    return ModelView(
        result,
        params.architecture,
        recipe(params.training),
        architecture,
        cells,
        [reading(answers, place) for place in answers.most_confidently_wrong(MOST_MISTAKES)],
        corruptions(result, results),
    )


def reading(answers: Answers, place: int) -> Reading:
    """What was read at a place of the test file."""
    return Reading(
        place,
        int(answers.labels[place]),
        int(answers.predicted[place]),
        sureness(float(answers.confidence[place])),
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
