"""Whether the models are as often right as they say."""

import numpy as np
from unvalidated import unvalidated

from digits.report.figures.reliability import reliability_figure
from digits.report.result import Result


def test_reliability_leaves_out_empty_ranges(results: list[Result]) -> None:
    panel = reliability_figure(results).axes[0]
    _, trained, warmed = panel.get_lines()
    assert list(np.asarray(trained.get_xdata())) == [0.5, 0.9]
    assert list(np.asarray(warmed.get_ydata())) == [0.4, 0.8]


def test_without_a_temperature_there_are_no_dots_for_it(results: list[Result]) -> None:
    legend = reliability_figure(unvalidated(results)).axes[0].get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == ["as trained"]
