"""Names beside the points of a chart or a picture, where they don't run into each other."""

from collections.abc import Sequence
from typing import NamedTuple

FONT_SIZE = 11  # pixels, that everything here is measured for
_LETTER, _LINE = 6.2, 13  # pixels
_GAP = 7.0  # pixels between the middle of a point and its name
# Where a name may stand: the middle of its near end, from its point.
_CHOICES = [
    (side * _GAP, down * _LINE / 2)
    for down in (0, -1.4, 1.4, -2.4, 2.4, -3.6, 3.6)
    for side in (1, -1)
]
_POINT = 6.0  # pixels from the middle of a point to its edge, with some room


class _Box(NamedTuple):
    left: float
    top: float
    right: float
    bottom: float

    def shared(self, other: "_Box") -> float:
        """The area that lies in both."""
        across = min(self.right, other.right) - max(self.left, other.left)
        along = min(self.bottom, other.bottom) - max(self.top, other.top)
        return max(across, 0.0) * max(along, 0.0)


def place_names(
    points: Sequence[tuple[float, float]], names: Sequence[str], width: float, height: float
) -> list[tuple[float, float]]:
    """Where each name begins or ends, from its point: pixels to the right and down.

    Args:
        points: pixels from the upper left corner.
        names: of each.
        width: of the chart, pixels.
        height: of the chart, pixels.

    Returns a distance to the right for a name that begins there, to the left for one that ends.
    """
    chart = _Box(0.0, 0.0, width, height)
    taken = [_Box(x - _POINT, y - _POINT, x + _POINT, y + _POINT) for x, y in points]
    places: list[tuple[float, float]] = []
    for (x, y), name in zip(points, names, strict=True):
        boxes = {choice: _box(x, y, *choice, name) for choice in _CHOICES}
        crowding = {choice: _crowding(box, taken, chart) for choice, box in boxes.items()}
        best = min(_CHOICES, key=crowding.__getitem__)
        taken.append(boxes[best])
        places.append(best)
    return places


def _box(x: float, y: float, dx: float, dy: float, text: str) -> _Box:
    width = _LETTER * len(text)
    left = x + dx if dx > 0 else x + dx - width
    return _Box(left, y + dy - _LINE / 2, left + width, y + dy + _LINE / 2)


def _crowding(box: _Box, taken: Sequence[_Box], chart: _Box) -> float:
    """How much of a name would lie on others and on points, or outside the chart."""
    inside = box.shared(chart)
    outside = (box.right - box.left) * (box.bottom - box.top) - inside
    # Rounded: of equally good places, the first is taken.
    return round(sum(box.shared(other) for other in taken) + 2 * outside, 3)
