"""Which differences between two networks are more than chance."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from digits.report.result import Result
from digits.report.significance import LEVEL, SMALLEST_P, comparisons, name_of_p


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
    axes.set_title(
        f"{name_of_p(len(results))} of every pair; blue: below {LEVEL}", fontsize="medium"
    )
    return figure
