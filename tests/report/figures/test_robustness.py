"""How well the models read corrupted digits."""

from dataclasses import replace

from digits.report.figures.robustness import robustness_figure
from digits.report.result import Result


def test_robustness_has_the_most_robust_model_first(results: list[Result]) -> None:
    lenet, mlp, my_net = results
    scores = mlp.scores | {"robustness": {"mean": 0.8, "fog": 0.7, "stripe": 0.9}}
    (axes,) = robustness_figure([lenet, replace(mlp, scores=scores), my_net]).axes
    assert [label.get_text() for label in axes.get_yticklabels()] == ["mlp", "lenet", "my_net"]
    assert [text.get_text() for text in axes.texts[:3]] == ["80", "70", "90"]
