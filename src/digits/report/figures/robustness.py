"""How well the models read digits that are noisy, blurred, moved or drawn upon."""

from collections.abc import Sequence

import numpy as np
from matplotlib.figure import Figure

from digits.report.result import Result

_BRIGHT = 0.43  # of viridis: from here on black letters stand out more than white ones


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
