"""All models side by side."""

from dataclasses import replace

import pytest
from unvalidated import unvalidated

from digits.report.figures.comparison import comparison_figure
from digits.report.result import Result


def test_comparison_shows_training_where_nothing_was_set_aside(results: list[Result]) -> None:
    left, right = comparison_figure(unvalidated(results)).axes
    assert left.get_ylabel() == "training error rate, %"
    for line in left.get_lines():
        (of_line,) = (result for result in results if result.model == line.get_label())
        assert line.get_ydata() == pytest.approx(100 * (1 - of_line.curves["train_accuracy"]))
    assert [text.get_text() for text in right.texts] == ["3", "5", "9"]


def test_epochs_without_an_error_have_a_place_on_the_logarithmic_axis(
    results: list[Result],
) -> None:
    perfect = [
        replace(each, curves=each.curves.assign(validation_accuracy=1.0)) for each in results
    ]
    left = comparison_figure(perfect).axes[0]
    for line in left.get_lines():
        assert line.get_ydata() == pytest.approx([0.05, 0.05])
