"""All models side by side."""

from collections.abc import Sequence

import matplotlib as mpl
from matplotlib.figure import Figure

from digits.report.result import Result

_NO_ERROR = 0.0005  # the error rate whose place on a logarithmic scale stands for none
_NAMES = {"validation": "validation", "train": "training"}  # of kinds of images


def comparison_figure(results: Sequence[Result]) -> Figure:
    """All models side by side: the validation error of every epoch, and the test errors.

    Where no images were set aside, the training error.
    """
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    figure = Figure(figsize=(12, 5.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    validated = any(result.validation_accuracy is not None for result in results)
    kind = "validation" if validated else "train"
    colours = mpl.colormaps["tab20"]
    for index, result in enumerate(ordered):
        error_rate = 100 * (1 - result.curves[f"{kind}_accuracy"]).clip(lower=_NO_ERROR)
        left.plot(
            result.curves["epoch"], error_rate, ".-", color=colours(index % 20), label=result.model
        )
    left.set(xlabel="epoch", ylabel=f"{_NAMES[kind]} error rate, %", yscale="log")
    left.xaxis.get_major_locator().set_params(integer=True)
    left.yaxis.set_major_formatter("{x:g}")
    left.yaxis.set_minor_formatter("{x:g}")
    left.grid(which="both", alpha=0.3)
    left.set_title("after every epoch")
    right.set_title("on the test images")
    left.legend(fontsize="small", title="fewest test errors first")
    # Dots, not bars: the length of a bar means nothing on a logarithmic axis.
    for index, result in enumerate(ordered):
        errors = result.scores["errors"]
        right.plot(errors, result.model, "o", color=colours(index % 20))
        right.annotate(
            f"{errors}", (errors, index), xytext=(8, 0), textcoords="offset points", va="center"
        )
    right.invert_yaxis()
    right.set_xlabel(f"test errors of {ordered[0].scores['n']:,} (logarithmic)")
    right.set_xscale("symlog", linthresh=10)
    right.xaxis.set_major_formatter("{x:g}")
    right.margins(x=0.15)
    right.grid(axis="y", alpha=0.3)
    return figure
