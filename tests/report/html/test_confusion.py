"""The confusion matrix, with the images behind its cells."""

import numpy as np
import torch
from example_page import example, wrong_at_first
from sklearn.metrics import confusion_matrix
from synthetic import synthetic_digits

from digits.data.images import LabelledImages
from digits.report.html.confusion import (
    RIGHT_PER_CELL,
    cells_within_bounds,
    confusion_cells,
    shown_places,
)
from digits.visualization.mistakes import answers as answers_of


def test_counts_are_those_of_scikit_learn() -> None:
    answers = example().answers["mlp"]
    counts = [[cell.count for cell in row] for row in confusion_cells(answers)]
    expected = confusion_matrix(answers.labels, answers.predicted, labels=range(10))
    assert np.array_equal(counts, expected)


def test_wrong_cells_show_the_surest_first_and_right_ones_the_first_of_the_file() -> None:
    answers = example().answers["mlp"]
    for row in confusion_cells(answers, wrong_per_cell=4):
        for cell in row:
            inside = (answers.labels == cell.actual) & (answers.predicted == cell.predicted)
            places = inside.nonzero().flatten().tolist()
            if cell.actual == cell.predicted:
                assert cell.places == places[:RIGHT_PER_CELL]
            else:
                by_confidence = sorted(places, key=(-answers.confidence).tolist().__getitem__)
                assert cell.places == by_confidence[:4]


def test_poor_networks_fill_no_page_and_leave_no_cell_without_image() -> None:
    test = synthetic_digits(10_000, seed=0)
    answers = {str(seed): wrong_at_first(test, 9_000, seed) for seed in range(3)}
    generator = torch.Generator().manual_seed(0)
    answers["random"] = answers_of(torch.rand(10_000, 10, generator=generator), test)
    cells = cells_within_bounds(answers)
    assert len(shown_places(list(cells.values()))) <= 2500
    assert all(cell.places or not cell.count for row in cells["random"] for cell in row)


def test_few_mistakes_are_all_shown() -> None:
    answers = example().answers
    for model, matrix in cells_within_bounds(answers).items():
        wrong = [cell for row in matrix for cell in row if cell.actual != cell.predicted]
        assert sum(len(cell.places) for cell in wrong) == sum(cell.count for cell in wrong), model


def test_a_cell_shows_60_wrong_images_at_most_or_12_right_ones() -> None:
    test = LabelledImages(torch.zeros(100, 1, 28, 28, dtype=torch.uint8), torch.full((100,), 8))
    logits = torch.zeros(100, 10)
    logits[:80, 3] = torch.linspace(1, 5, 80)
    logits[80:, 8] = 5.0
    [*_, eights, _] = confusion_cells(answers_of(logits, test))
    wrong, right = eights[3], eights[8]
    assert (wrong.key, wrong.count, wrong.words) == ("8-3", 80, "an 8 read as 3")
    assert wrong.places == list(range(79, 19, -1))
    assert (right.key, right.count, right.words) == ("8-8", 20, "an 8 read as 8")
    assert right.places == list(range(80, 92))
