"""What the page tells of one model."""

from typing import Any

import pytest
from example_page import example

from digits.params.training import Augmentation, Constant, OneCycle, Sgd
from digits.report.html.confusion import confusion_cells
from digits.report.html.model import Reading, model_view, places_shown, recipe
from digits.visualization.mistakes import Answer

WHOLE = example()
PLAIN: dict[str, Any] = {
    "optimizer": Sgd(kind="sgd"),
    "schedule": Constant(kind="constant"),
    "learning_rate": 0.03,
    "batch_size": 256,
    "epochs": 12,
    "augmentation": None,
    "label_smoothing": 0.0,
    "ema": None,
}
DISTORTED = Augmentation(rotation=1, scale=0, shear=0, shift=0, elastic=0)


PACE = "constant, batch 256, 12 epochs"


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({}, f"sgd, learning rate 0.03, {PACE}"),
        (
            {"schedule": OneCycle(kind="one_cycle", warmup=0.3), "learning_rate": 1.0},
            "sgd, learning rate 1, one cycle, batch 256, 12 epochs",
        ),
        (
            {"augmentation": DISTORTED},
            f"sgd, learning rate 0.03, {PACE}, distorted images",
        ),
        (
            {"label_smoothing": 0.05, "ema": 0.0},
            f"sgd, learning rate 0.03, {PACE}, label smoothing 0.05, averaged weights",
        ),
    ],
)
def test_a_recipe_is_told_in_a_line(changes: dict[str, Any], words: str) -> None:
    training = WHOLE.params.models["lenet"].training
    assert recipe(training.model_copy(update={**PLAIN, **changes})) == words


def test_a_reading_is_told_in_words() -> None:
    reading = Reading.of(Answer(7, "8", "3", 0.98765))
    assert reading == (7, "8", "3", "98.8 %")
    assert reading.words == "test image 7: an 8 read as 3, 98.8 %"


@pytest.mark.parametrize(("errors", "most"), [(0, 1), (3, None), (60, None)])
def test_the_most_frequent_mistake_is_counted(errors: int, most: int | None) -> None:
    one = example({"mlp": errors})
    answers = one.answers["mlp"]
    view = model_view(
        one.results[0],
        one.params.models["mlp"],
        answers,
        confusion_cells(answers),
        None,
        one.results,
        mistakes=2,
    )
    pairs = [
        (int(label), int(read))
        for label, read in zip(answers.labels, answers.predicted, strict=True)
        if label != read
    ]
    assert view.most_confused == (most or max(map(pairs.count, pairs)))
    assert view.architecture_name == one.params.models["mlp"].architecture
    # Its two surest mistakes, and no other image.
    surest = sorted(range(errors), key=lambda place: -float(answers.confidence[place]))[:2]
    assert [each.place for each in view.mistakes] == surest
    assert places_shown(view) == set(surest)
    assert [each.name for each in view.corruptions] == ["fog", "stripe"]
