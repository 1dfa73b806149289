"""How training went."""

import numpy as np
from unvalidated import unvalidated

from digits.report.figures.curves import curves_figure
from digits.report.result import Result


def test_curves_show_the_figures_of_each_model(results: list[Result]) -> None:
    figure = curves_figure(results, "accuracy")
    panel = next(axes for axes in figure.axes if axes.get_title() == "my_net")
    train, validation = panel.get_lines()
    assert list(np.asarray(train.get_ydata())) == [0.4, 0.9]
    assert list(np.asarray(validation.get_ydata())) == [0.8, 0.9]


def test_without_validation_images_there_is_no_line_for_them(results: list[Result]) -> None:
    for axes in curves_figure(unvalidated(results), "loss").axes[: len(results)]:
        assert [line.get_label() for line in axes.get_lines()] == ["train"]
