"""The pictures of the report. The same figures give the same bytes."""

from collections.abc import Sequence

import matplotlib as mpl
import numpy as np
import pandas as pd
from jaxtyping import Float
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix

from digits.colours import BLUE, GREY, ORANGE
from digits.data.classes import DIGITS
from digits.data.images import LabelledImages
from digits.report.results import Result
from digits.report.significance import LEVEL, SMALLEST_P, comparisons

_COLUMNS = 4
_SHORT = 3  # letters of a name that stands upright below a column
_BRIGHT = 0.6  # where viridis asks for black letters
_NO_ERROR = 0.002  # the error rate whose place on a logarithmic scale stands for none


def digits_figure(digits: LabelledImages) -> Figure:
    """The images in a grid of four columns, each with its label."""
    rows = -(-len(digits) // _COLUMNS)
    figure = Figure(figsize=(1.5 * _COLUMNS, 1.7 * rows), layout="constrained")
    for index, axes in enumerate(figure.subplots(rows, _COLUMNS, squeeze=False).flat):
        axes.axis("off")
        if index < len(digits):
            axes.imshow(digits.images[index, 0].numpy(), cmap="gray_r", vmin=0, vmax=255)
            axes.set_title(digits.classes[digits.labels[index]])
    return figure


def curves_figure(results: Sequence[Result], quantity: str) -> Figure:
    """One panel per model: a quantity ("loss" or "accuracy") in training and in validation."""
    rows = -(-len(results) // _COLUMNS)
    figure = Figure(figsize=(3 * _COLUMNS, 2.3 * rows), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False, sharey=True)
    for index, axes in enumerate(grid.flat):
        if index >= len(results):
            axes.axis("off")
            continue
        curves = results[index].curves
        for kind, colour in (("train", BLUE), ("validation", ORANGE)):
            axes.plot(curves["epoch"], curves[f"{kind}_{quantity}"], ".-", color=colour, label=kind)
        axes.set_title(results[index].model, fontsize="medium")
        axes.set_xlabel("epoch", fontsize="small")
        axes.xaxis.get_major_locator().set_params(integer=True)
        axes.grid(alpha=0.3)
        if quantity == "loss":
            axes.set_yscale("log")
        else:
            axes.set_yscale("function", functions=(_spread_near_one, _undo_spread))
            axes.set_yticks([0, 0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 1])
            axes.set_ylim(0, 1)
    for axes in grid[:, 0]:
        axes.set_ylabel("cross-entropy" if quantity == "loss" else "accuracy")
    grid[0, 0].legend()
    return figure


def _spread_near_one(accuracy: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    """A logarithmic scale of the error rate, with a place for no error at all."""
    return -np.log10(1 + _NO_ERROR - accuracy)


def _undo_spread(place: Float[np.ndarray, "..."]) -> Float[np.ndarray, "..."]:
    return 1 + _NO_ERROR - 10.0**-place


def comparison_figure(results: Sequence[Result]) -> Figure:
    """All models side by side: the validation error of every epoch, and the test errors."""
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    figure = Figure(figsize=(12, 5.5), layout="constrained")
    left, right = figure.subplots(1, 2, width_ratios=[3, 2])
    colours = mpl.colormaps["tab20"]
    for index, result in enumerate(ordered):
        error_rate = 100 * (1 - result.curves["validation_accuracy"])
        left.plot(
            result.curves["epoch"], error_rate, ".-", color=colours(index % 20), label=result.model
        )
    left.set(xlabel="epoch", ylabel="validation error rate, %", yscale="log")
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


def significance_figure(results: Sequence[Result]) -> Figure:
    """Every two networks, fewest errors first: how likely chance alone makes them differ so."""
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    names = [result.model for result in ordered]
    p = np.full((len(names), len(names)), np.nan)
    for pair in comparisons(ordered):
        p[names.index(pair.second), names.index(pair.first)] = pair.corrected_p
    figure = Figure(figsize=(1.5 + 0.62 * len(names), 1.2 + 0.5 * len(names)), layout="constrained")
    axes = figure.subplots()
    axes.imshow(p < LEVEL, cmap="Blues", vmin=0, vmax=2)
    for row, column in np.ndindex(p.shape):
        if not np.isnan(p[row, column]):
            text = "<0.001" if p[row, column] < SMALLEST_P else f"{p[row, column]:.3f}"
            axes.text(column, row, text, ha="center", va="center", fontsize="x-small")
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set_yticks(range(len(names)), names)
    axes.set_title("corrected p of every pair; blue: below 0.05", fontsize="medium")
    return figure


def reliability_figure(results: Sequence[Result]) -> Figure:
    """One panel per model: accuracy against confidence, as trained and with the temperature."""
    rows = -(-len(results) // _COLUMNS)
    figure = Figure(figsize=(3 * _COLUMNS, 2.6 * rows), layout="constrained")
    grid = figure.subplots(rows, _COLUMNS, squeeze=False, sharex=True, sharey=True)
    for index, axes in enumerate(grid.flat):
        if index >= len(results):
            axes.axis("off")
            continue
        table = results[index].reliability
        axes.plot([0, 1], [0, 1], color=GREY)
        for kind, colour in (("as trained", BLUE), ("with temperature", ORANGE)):
            bins = table[(table["logits"] == kind) & (table["images"] > 0)]
            # The area of a dot is its count: most images are in the last range.
            area = 4 + 40 * bins["images"] / table["images"].max()
            axes.plot(bins["confidence"], bins["accuracy"], color=colour, alpha=0.4)
            axes.scatter(bins["confidence"], bins["accuracy"], area, color=colour, label=kind)
        axes.set_title(results[index].model, fontsize="medium")
        axes.grid(alpha=0.3)
    for axes in grid[:, 0]:
        axes.set_ylabel("accuracy")
    for axes in grid[-1]:
        axes.set_xlabel("confidence")
    grid[0, 0].legend(fontsize="x-small")
    return figure


def robustness_figure(results: Sequence[Result]) -> Figure:
    """Accuracy of every model under every corruption, the most robust model first."""
    ordered = sorted(results, key=lambda result: -result.scores["robustness"]["mean"])
    names = list(ordered[0].scores["robustness"])
    shares = np.array([[result.scores["robustness"][name] for name in names] for result in ordered])
    size = (2.2 + 0.52 * len(names), 1.8 + 0.36 * len(ordered))
    figure = Figure(figsize=size, layout="constrained")
    axes = figure.subplots()
    axes.imshow(shares, cmap="viridis", vmin=0, vmax=1, aspect="auto")
    for row, column in np.ndindex(shares.shape):
        colour = "black" if shares[row, column] > _BRIGHT else "white"
        text = f"{100 * shares[row, column]:.0f}"
        axes.text(column, row, text, ha="center", va="center", fontsize="small", color=colour)
    axes.set_xticks(range(len(names)), names, rotation=45, ha="right")
    axes.set_yticks(range(len(ordered)), [result.model for result in ordered])
    axes.set_title("accuracy under corruptions, %", fontsize="medium")
    return figure


def confusion_figure(confusion: pd.DataFrame, classes: Sequence[str], title: str) -> Figure:
    """How often each class was read as each other one. Right answers are counted, not coloured."""
    count_of = len(classes)
    counts = confusion_matrix(confusion["actual"], confusion["predicted"], labels=list(classes))
    wrong = np.where(np.eye(count_of, dtype=bool), 0, counts)
    side = max(6.0, 0.45 * count_of)  # inches
    figure = Figure(figsize=(side, side - 0.4), layout="constrained")
    axes = figure.subplots()
    axes.imshow(wrong, cmap="Oranges")
    for actual, predicted in np.ndindex(counts.shape):
        count = int(counts[actual, predicted])
        if count:
            dark = wrong[actual, predicted] > wrong.max() / 2
            axes.text(
                predicted,
                actual,
                str(count),
                ha="center",
                va="center",
                fontsize="small",
                color="white" if dark else "black",
            )
    upright = max(map(len, classes)) <= _SHORT
    axes.set_xticks(range(count_of), classes, rotation=0 if upright else 90)
    axes.set_yticks(range(count_of), classes)
    axes.set(
        xlabel="read as",
        ylabel="digit" if tuple(classes) == DIGITS else "class",
        title=f"{title}: {wrong.sum()} errors",
    )
    return figure
