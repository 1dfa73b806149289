"""How training went, epoch by epoch."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float
from matplotlib.figure import Figure

from digits.colours import BLUE, ORANGE
from digits.report.figures.panels import panel_per_model
from digits.report.result import Result

_NO_ERROR = 0.002  # the error rate whose place on a logarithmic scale stands for none


def curves_figure(results: Sequence[Result], quantity: str) -> Figure:
    """One panel per model: a quantity ("loss" or "accuracy") in training and in validation."""
    figure, grid = panel_per_model(results, height=2.3)
    for axes, result in zip(grid.flat, results, strict=False):
        curves = result.curves
        for kind, colour in (("train", BLUE), ("validation", ORANGE)):
            numbers = curves[f"{kind}_{quantity}"]
            if numbers.notna().any():
                axes.plot(curves["epoch"], numbers, ".-", color=colour, label=kind)
        axes.set_xlabel("epoch", fontsize="small")
        axes.xaxis.get_major_locator().set_params(integer=True)
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
