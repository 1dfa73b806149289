"""All models side by side."""

import numpy as np

from digits.report.figures.comparison import comparison_figure
from digits.report.result import Result


def test_comparison_leaves_out_curves_that_are_not_there(results: list[Result]) -> None:
    for result in results:
        result.curves["validation_accuracy"] = np.nan
    left, right = comparison_figure(results).axes
    assert all(np.isnan(np.asarray(line.get_ydata())).all() for line in left.get_lines())
    assert [text.get_text() for text in right.texts] == ["3", "5", "9"]
