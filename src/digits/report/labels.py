"""Names beside the points of a picture of matplotlib's."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from digits.report.names import FONT_SIZE, place_names

_SIZE = 8  # of the letters, in points of 1/72 inch


class Label(NamedTuple):
    """A name, and the point that it belongs to."""

    x: float
    y: float
    text: str
    colour: str


def place_labels(figure: Figure, axes: Axes, labels: Sequence[Label]) -> None:
    """Write each name beside its point, where there is room.

    Call it when all else is drawn: scales and limits decide what lies where.
    """
    figure.draw_without_rendering()  # lays the picture out
    panel = axes.bbox
    size = _SIZE / FONT_SIZE  # points in what `place_names` takes for a pixel
    dots = size * figure.dpi / 72
    places = axes.transData.transform([(label.x, label.y) for label in labels]).tolist()
    points = [((x - panel.x0) / dots, (panel.y1 - y) / dots) for x, y in places]
    names = [label.text for label in labels]
    offsets = place_names(points, names, panel.width / dots, panel.height / dots)
    for label, (right, down) in zip(labels, offsets, strict=True):
        axes.annotate(
            label.text,
            (label.x, label.y),
            (right * size, -down * size),
            textcoords="offset points",
            ha="left" if right > 0 else "right",
            va="center",
            fontsize=_SIZE,
            color=label.colour,
        )
