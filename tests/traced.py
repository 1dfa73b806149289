"""Strokes of a pen that retrace a digit: the middle lines of its ink, as polylines."""

from collections.abc import Iterator

import numpy as np
from jaxtyping import Bool, Float, UInt8
from skimage.measure import approximate_polygon
from skimage.morphology import skeletonize
from skimage.transform import rescale

ENLARGED = 10  # pixels for one of the image
_SHORTEST = 1.0  # pixels of the image; a side branch below that is an edge's roughness
_TOLERANCE = 0.15  # pixels of the image by which a polyline may leave its line

_Place = tuple[int, int]  # row and column
_STEPS = [(0, 1), (1, 0), (0, -1), (-1, 0), (1, 1), (1, -1), (-1, 1), (-1, -1)]

Polyline = Float[np.ndarray, "points 2"]  # x and y, pixels of the image


def traced(image: UInt8[np.ndarray, "28 28"]) -> list[Polyline]:
    """The strokes that draw a digit again, longest first."""
    ink = rescale(image / 255, ENLARGED, order=1) > 0.5
    ways = list(_ways(_graph(skeletonize(ink))))
    lines = [_line(way) for way, spur in ways if not spur or len(way) >= _SHORTEST * ENLARGED]
    return sorted(lines or [_line(way) for way, _ in ways], key=len, reverse=True)


def placed(
    strokes: list[Polyline], size: float, middle: tuple[float, float]
) -> list[Float[np.ndarray, "points 2"]]:
    """The strokes of a digit of 20 pixels, as one of another size, with its middle at a place."""
    points = np.concatenate(strokes)
    centre = (points.min(0) + points.max(0)) / 2
    return [(stroke - centre) * (size / 20) + middle for stroke in strokes]


def _graph(skeleton: Bool[np.ndarray, "h w"]) -> dict[_Place, set[_Place]]:
    """Which pixels are next to each other; over a corner only where there is no way around it."""
    pixels = {(int(row), int(column)) for row, column in np.argwhere(skeleton)}
    return {
        (row, column): {
            (row + down, column + right)
            for down, right in _STEPS
            if (row + down, column + right) in pixels
            and not (
                down
                and right
                and ((row + down, column) in pixels or (row, column + right) in pixels)
            )
        }
        for row, column in pixels
    }


def _ways(graph: dict[_Place, set[_Place]]) -> Iterator[tuple[list[_Place], bool]]:
    """The ways between ends and forks, then closed ones; of each, whether it is a side branch."""
    ends = {place for place, others in graph.items() if len(others) != 2}
    left = {place: set(others) for place, others in graph.items()}
    for start in [*sorted(ends), *sorted(graph.keys() - ends)]:
        if not graph[start]:
            yield [start, start], False
        while left[start]:
            way = [start]
            while left[way[-1]] and (len(way) == 1 or way[-1] not in ends):
                following = min(left[way[-1]])
                left[way[-1]].remove(following)
                left[following].remove(way[-1])
                way.append(following)
            degrees = sorted((len(graph[way[0]]), len(graph[way[-1]])))
            yield way, degrees[0] == 1 and degrees[1] > 2


def _line(way: list[_Place]) -> Polyline:
    points = approximate_polygon(np.array(way, dtype=float), _TOLERANCE * ENLARGED)
    return (points[:, ::-1] + 0.5) / ENLARGED
