"""Accuracy against what a network costs, beside figures that others published."""

from collections.abc import Hashable, Sequence
from typing import Any

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from digits.colours import BLUE, GREY, ORANGE
from digits.report.labels import Label, place_labels
from digits.report.packaged import packaged_table
from digits.report.result import Result

_AXES = {
    "parameters": "parameters",
    "training_multiply_adds": "multiply-adds of one training run",
}
TICKS = [0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999]  # accuracies
FINER_TICKS = [*TICKS, 0.9995, 0.9998, 0.9999]  # for networks that hardly err
FAIR = "read after the last epoch"  # the one honest way to use test images in published.csv


def cost_figure(results: Sequence[Result], dataset: str) -> Figure:
    """Two panels, parameters and training; bars are 95 % Wilson intervals over the test images.

    Figures of others stand where they tell their cost: filled if the test images judged the last
    epoch, hollow if they chose what they then judged.
    """
    figure = Figure(figsize=(13, 6.5), layout="constrained")
    panels = figure.subplots(1, 2, sharey=True)
    labels: list[list[Label]] = []
    for axes, (column, label) in zip(panels, _AXES.items(), strict=True):
        ours = [_draw(axes, result, column) for result in results]
        theirs = [_draw_published(axes, row, column) for row in published(column, dataset)]
        labels.append([*theirs, *ours])
        axes.set_xscale("log")
        axes.set_xlabel(label)
        axes.grid(alpha=0.3)
        axes.margins(x=0.1)
    # Accuracies, at the places of their error rates on a logarithmic scale.
    panels[0].set_yscale("log")
    low, high = panels[0].get_ylim()
    # The others would widen the panel, which shows no tick beyond its points but the next one.
    near = [tick for tick in FINER_TICKS if low / 2 <= 1 - tick <= 2 * high]
    coarse = [tick for tick in near if tick in TICKS]
    ticks = coarse if len(coarse) > 1 else near
    panels[0].set_yticks([1 - tick for tick in ticks], [f"{100 * tick:.4g}%" for tick in ticks])
    panels[0].yaxis.minorticks_off()
    panels[0].invert_yaxis()
    panels[0].set_ylabel("test accuracy")
    _legend(panels[0], others=any(published(column, dataset) for column in _AXES))
    for axes, names in zip(panels, labels, strict=True):
        place_labels(figure, axes, names)
    return figure


def _draw(axes: Axes, result: Result, column: str) -> Label:
    error_rate, *bounds = (
        result.error_rate(key) for key in ("accuracy", "accuracy_low", "accuracy_high")
    )
    cost = float(result.scores[column])
    axes.plot([cost, cost], bounds, color=GREY, zorder=1)
    axes.plot(cost, error_rate, "o", color=BLUE)
    return Label(cost, error_rate, result.model, BLUE)


def _draw_published(axes: Axes, row: dict[Hashable, Any], column: str) -> Label:
    fill = "full" if row["test_images"] == FAIR else "none"
    cost, error_rate = float(row[column]), 1 - row["accuracy"]
    axes.plot(cost, error_rate, "D", color=ORANGE, fillstyle=fill)
    return Label(cost, error_rate, row["name"], ORANGE)


def _legend(axes: Axes, *, others: bool) -> None:
    axes.plot([], [], "o", color=BLUE, label="here: one seed, test images read once")
    if others:
        how = {
            "full": "test images read after the last epoch",
            "none": "test images chose the result",
        }
        for fill, words in how.items():
            axes.plot([], [], "D", color=ORANGE, fillstyle=fill, label=f"published: {words}")
    axes.legend(fontsize="small", loc="lower left")


def published(column: str, dataset: str) -> list[dict[Hashable, Any]]:
    """The figures of others for a dataset whose cost in this respect is known."""
    return packaged_table("published.csv", dataset).dropna(subset=column).to_dict("records")
