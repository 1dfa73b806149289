"""The pictures of the report."""

from collections.abc import Callable
from io import BytesIO
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.image import imread

from digits.data.classes import DIGITS
from digits.data.images import LabelledImages
from digits.report.figures import (
    comparison_figure,
    confusion_figure,
    curves_figure,
    digits_figure,
    reliability_figure,
    robustness_figure,
    significance_figure,
)
from digits.report.results import Result
from digits.report.save_figure import save_figure

FIGURES: dict[str, Callable[[list[Result]], Figure]] = {
    "loss": lambda results: curves_figure(results, "loss"),
    "accuracy": lambda results: curves_figure(results, "accuracy"),
    "comparison": comparison_figure,
    "significance": significance_figure,
    "reliability": reliability_figure,
    "robustness": robustness_figure,
    "confusion": lambda results: confusion_figure(results[0].confusion, DIGITS, "lenet"),
}


@pytest.mark.parametrize("name", FIGURES)
def test_same_figures_give_the_same_bytes(name: str, results: list[Result], tmp_path: Path) -> None:
    for run in ("first", "second"):
        save_figure(FIGURES[name](results), tmp_path / run / "figure.png")
    first, second = ((tmp_path / run / "figure.png").read_bytes() for run in ("first", "second"))
    assert first == second
    assert imread(BytesIO(first)).std() > 0.01  # something is drawn


def test_curves_show_the_figures_of_each_model(results: list[Result]) -> None:
    figure = curves_figure(results, "accuracy")
    panel = next(axes for axes in figure.axes if axes.get_title() == "my_net")
    train, validation = panel.get_lines()
    assert list(np.asarray(train.get_ydata())) == [0.4, 0.9]
    assert list(np.asarray(validation.get_ydata())) == [0.8, 0.9]


def test_confusion_counts_add_up_to_the_images(results: list[Result]) -> None:
    (axes,) = confusion_figure(results[0].confusion, DIGITS, "lenet").axes
    assert sum(int(text.get_text()) for text in axes.texts) == 20


def test_significance_has_a_figure_for_every_pair(results: list[Result]) -> None:
    (axes,) = significance_figure(results).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["lenet", "my_net", "mlp"]
    assert len(axes.texts) == 3


def test_reliability_leaves_out_empty_ranges(results: list[Result]) -> None:
    panel = reliability_figure(results).axes[0]
    _, trained, warmed = panel.get_lines()
    assert list(np.asarray(trained.get_xdata())) == [0.5, 0.9]
    assert list(np.asarray(warmed.get_ydata())) == [0.4, 0.8]


def test_robustness_has_the_most_robust_model_first(results: list[Result]) -> None:
    (axes,) = robustness_figure(results).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["lenet", "my_net", "mlp"]
    assert [text.get_text() for text in axes.texts[:3]] == ["55", "50", "90"]


def test_comparison_leaves_out_curves_that_are_not_there(results: list[Result]) -> None:
    for result in results:
        result.curves["validation_accuracy"] = np.nan
    left, right = comparison_figure(results).axes
    assert all(np.isnan(np.asarray(line.get_ydata())).all() for line in left.get_lines())
    assert [text.get_text() for text in right.texts] == ["3", "5", "9"]


@pytest.mark.parametrize("count", [1, 4, 16])
def test_every_digit_has_its_label(digits_200: LabelledImages, count: int) -> None:
    few = LabelledImages(digits_200.images[:count], digits_200.labels[:count])
    titles = [axes.get_title() for axes in digits_figure(few).axes]
    assert [title for title in titles if title] == [str(int(label)) for label in few.labels]
