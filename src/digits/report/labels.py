"""Names beside points of a picture, where they don't run into each other."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.transforms import Bbox

_SIZE = 8  # of the letters, in points of 1/72 inch
_WIDTH, _HEIGHT = 0.6, 1.2  # of a letter, in its size
_GAP = 5  # points between the middle of a point and its name


class Label(NamedTuple):
    """A name, and the point that it belongs to."""

    x: float
    y: float
    text: str
    colour: str


def place_labels(figure: Figure, axes: Axes, labels: Sequence[Label]) -> None:
    """Write each name to the right of its point or the left, above or below: where there is room.

    Call it when all else is drawn: scales and limits decide what lies where.
    """
    figure.draw_without_rendering()  # lays the picture out
    points = axes.transData.transform([(label.x, label.y) for label in labels])
    scale = figure.dpi / 72  # dots in a point
    taken = [_around(x, y, 2 * _GAP * scale, 2 * _GAP * scale) for x, y in points.tolist()]
    for label, (x, y) in zip(labels, points.tolist(), strict=True):
        width, height = len(label.text) * _SIZE * _WIDTH * scale, _SIZE * _HEIGHT * scale
        across, along = _GAP * scale + width / 2, (_GAP * scale + height) / 2
        choices = {
            (right, up): _around(x + right * across, y + up * along, width, height)
            for right in (1, -1)
            for up in (1, -1, 0)
        }
        (right, up), box = min(
            choices.items(),
            key=lambda choice: (
                sum(choice[1].overlaps(other) for other in taken)
                + len(taken) * (not _inside(choice[1], axes))
            ),
        )
        taken.append(box)
        axes.annotate(
            label.text,
            (label.x, label.y),
            (right * _GAP, up * _GAP / 2),
            textcoords="offset points",
            ha="left" if right > 0 else "right",
            va={1: "bottom", -1: "top", 0: "center"}[up],
            fontsize=_SIZE,
            color=label.colour,
        )


def _around(x: float, y: float, width: float, height: float) -> Bbox:
    return Bbox.from_bounds(x - width / 2, y - height / 2, width, height)


def _inside(box: Bbox, axes: Axes) -> bool:
    return bool(axes.bbox.x0 <= box.x0 and box.x1 <= axes.bbox.x1)
