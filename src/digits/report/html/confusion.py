"""The confusion matrix, with the images behind its cells."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from digits.visualization.mistakes import Answers
from digits.wording import article

WRONG_PER_CELL = 60  # images, at most
RIGHT_PER_CELL = 12
_MOST_IMAGES = 2500  # on the whole page: some 200 bytes each


@dataclass(frozen=True)
class Cell:
    """The images of one class that were read as one class."""

    actual: int
    predicted: int
    count: int
    words: str  # what was taken for what
    places: list[int]  # of those shown, in the test file

    @property
    def key(self) -> str:
        """A name for it among the cells of a model."""
        return f"{self.actual}-{self.predicted}"


def confusion_cells(answers: Answers, wrong_per_cell: int = WRONG_PER_CELL) -> list[list[Cell]]:
    """A row of cells per class.

    Of wrong answers a cell shows the surest, surest first; of right ones the first of the file,
    which are much the same for every model.
    """
    classes = range(len(answers.classes))
    return [
        [_cell(answers, actual, predicted, wrong_per_cell) for predicted in classes]
        for actual in classes
    ]


def cells_within_bounds(answers: Mapping[str, Answers]) -> dict[str, list[list[Cell]]]:
    """The cells of every model, with as many images as a page can hold.

    Poor networks would fill it: with them, each cell shows fewer.
    """
    limit = WRONG_PER_CELL
    while True:
        cells = {model: confusion_cells(each, limit) for model, each in answers.items()}
        if limit == 1 or len(shown_places(list(cells.values()))) <= _MOST_IMAGES:
            return cells
        limit = limit * 2 // 3


def shown_places(matrices: Sequence[Sequence[Sequence[Cell]]]) -> set[int]:
    """The places of all images that cells of these matrices show."""
    return {place for matrix in matrices for row in matrix for cell in row for place in cell.places}


def _cell(answers: Answers, actual: int, predicted: int, wrong_per_cell: int) -> Cell:
    inside = (answers.labels == actual) & (answers.predicted == predicted)
    places = inside.nonzero().flatten()
    shown = (
        places[:RIGHT_PER_CELL]
        if actual == predicted
        else answers.surest_first(places)[:wrong_per_cell]
    )
    words = f"{article(answers.classes[actual])} read as {answers.classes[predicted]}"
    return Cell(actual, predicted, len(places), words, shown.tolist())
