"""Whether the models are as often right as they say."""

import numpy as np

from digits.report.figures.reliability import reliability_figure
from digits.report.result import Result


def test_reliability_leaves_out_empty_ranges(results: list[Result]) -> None:
    panel = reliability_figure(results).axes[0]
    _, trained, warmed = panel.get_lines()
    assert list(np.asarray(trained.get_xdata())) == [0.5, 0.9]
    assert list(np.asarray(warmed.get_ydata())) == [0.4, 0.8]
