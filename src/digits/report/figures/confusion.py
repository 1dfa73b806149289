"""Which classes a model takes for which."""

from collections.abc import Sequence

import numpy as np
import pandas as pd
from matplotlib.figure import Figure
from sklearn.metrics import confusion_matrix

from digits.data.classes import DIGITS

_SHORT = 3  # letters of a name that stands upright below a column


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
        title=f"{title}: {wrong.sum()} error{'' if wrong.sum() == 1 else 's'}",
    )
    return figure
