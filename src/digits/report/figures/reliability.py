"""Whether the models are as often right as they say."""

from collections.abc import Sequence

from matplotlib.figure import Figure

from digits.colours import BLUE, GREY, ORANGE
from digits.report.figures.panels import COLUMNS, panel_per_model
from digits.report.result import Result


def reliability_figure(results: Sequence[Result]) -> Figure:
    """One panel per model: accuracy against confidence, as trained and with the temperature."""
    figure, grid = panel_per_model(results, height=2.6, sharex=True)
    for axes, result in zip(grid.flat, results, strict=False):
        table = result.reliability
        axes.plot([0, 1], [0, 1], color=GREY)
        for kind, colour in (("as trained", BLUE), ("with temperature", ORANGE)):
            bins = table[(table["logits"] == kind) & (table["images"] > 0)]
            if bins.empty:
                continue
            # The area of a dot is its count: most images are in the last range.
            area = 4 + 40 * bins["images"] / table["images"].max()
            axes.plot(bins["confidence"], bins["accuracy"], color=colour, alpha=0.4)
            axes.scatter(bins["confidence"], bins["accuracy"], area, color=colour, label=kind)
    for axes in grid[:, 0]:
        axes.set_ylabel("accuracy")
    for axes in grid.flat[
        max(0, len(results) - COLUMNS) : len(results)
    ]:  # the lowest of each column
        axes.set_xlabel("confidence")
        axes.tick_params(labelbottom=True)
    grid[0, 0].legend(fontsize="x-small")
    return figure
