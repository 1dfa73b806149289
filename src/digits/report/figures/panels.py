"""A grid with a panel for each model."""

from collections.abc import Sequence
from textwrap import fill

import numpy as np
from matplotlib.figure import Figure

from digits.report.result import Result

COLUMNS = 4
_WIDEST = 32  # letters in a line over a panel


def panel_per_model(
    results: Sequence[Result], height: float, *, sharex: bool = False
) -> tuple[Figure, np.ndarray]:
    """A figure of titled panels, four to a row, and their axes by row and column.

    Args:
        results: of one or more models; panels that are left over show nothing.
        height: inches of a row.
        sharex: whether all have the same horizontal axis; the vertical one they share anyway.
    """
    rows = -(-len(results) // COLUMNS)
    figure = Figure(figsize=(3 * COLUMNS, height * rows), layout="constrained")
    grid = figure.subplots(rows, COLUMNS, squeeze=False, sharex=sharex, sharey=True)
    for axes, result in zip(grid.flat, results, strict=False):
        axes.set_title(fill(result.model, _WIDEST), fontsize="medium")
        axes.grid(alpha=0.3)
    for axes in grid.flat[len(results) :]:
        axes.axis("off")
    return figure, grid
