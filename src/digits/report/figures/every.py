"""All figures of the report. The same results give the same bytes."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from digits.data.images import LabelledImages
from digits.report.figures.comparison import comparison_figure
from digits.report.figures.confusion import confusion_figure
from digits.report.figures.cost import cost_figure
from digits.report.figures.curves import curves_figure
from digits.report.figures.digits import digits_figure
from digits.report.figures.reliability import reliability_figure
from digits.report.figures.robustness import robustness_figure
from digits.report.figures.significance import significance_figure
from digits.report.result import Result, best_by_validation


def every_figure(
    results: Sequence[Result], examples: LabelledImages, classes: Sequence[str], dataset: str
) -> dict[str, Figure]:
    """The figures by the names of their files.

    Args:
        results: of all models.
        examples: images to show.
        classes: of the test images.
        dataset: its name in params.yaml.
    """
    best = best_by_validation(results)
    figures = {
        "digits": digits_figure(examples),
        "loss": curves_figure(results, "loss"),
        "accuracy": curves_figure(results, "accuracy"),
        "comparison": comparison_figure(results),
        "cost": cost_figure(results, dataset),
        "reliability": reliability_figure(results),
        "robustness": robustness_figure(results),
        "confusion": confusion_figure(best.confusion, classes, best.model),
    }
    if len(results) > 1:  # or there is nothing to compare a network with
        figures["significance"] = significance_figure(results)
    return figures
