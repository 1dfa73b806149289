"""Which differences are more than chance."""

from digits.report.figures.significance import significance_figure
from digits.report.result import Result


def test_significance_has_a_figure_for_every_pair(results: list[Result]) -> None:
    (axes,) = significance_figure(results).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["lenet", "my_net", "mlp"]
    assert len(axes.texts) == 3
