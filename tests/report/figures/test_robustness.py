"""How well the models read corrupted digits."""

from digits.report.figures.robustness import robustness_figure
from digits.report.result import Result


def test_robustness_has_the_most_robust_model_first(results: list[Result]) -> None:
    (axes,) = robustness_figure(results).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["lenet", "my_net", "mlp"]
    assert [text.get_text() for text in axes.texts[:3]] == ["55", "50", "90"]
