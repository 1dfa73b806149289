"""Names beside the points of a chart."""

from itertools import combinations

import pytest

from digits.report.names import place_names

WIDTH, HEIGHT = 500.0, 400.0


def test_a_name_alone_stands_to_the_right_of_its_point() -> None:
    [(dx, dy)] = place_names([(100.0, 100.0)], ["lenet"], WIDTH, HEIGHT)
    assert dx > 0
    assert dy == 0


def test_a_name_stays_inside_the_chart() -> None:
    [(right, _), (left, _)] = place_names(
        [(5.0, 50.0), (495.0, 300.0)], ["lenet", "lenet"], WIDTH, HEIGHT
    )
    assert right > 0
    assert left < 0


def test_names_of_near_points_keep_apart() -> None:
    points = [(100.0 + 8 * index, 100.0 + 5 * index) for index in range(5)]
    places = place_names(points, ["pytorch_example"] * 5, WIDTH, HEIGHT)
    # On each side of the points, names are more than a letter's height apart.
    beside = [(dx > 0, y + dy) for (_, y), (dx, dy) in zip(points, places, strict=True)]
    for (one_side, one), (other_side, other) in combinations(beside, 2):
        assert one_side != other_side or abs(one - other) > 10


def test_names_of_one_point_take_its_sides_in_turn_then_lines_above_and_below() -> None:
    places = place_names([(250.0, 200.0)] * 10, ["lenet"] * 10, WIDTH, HEIGHT)
    # The lines nearest to the first would lie half on it.
    assert places == [
        (side * 7, pytest.approx(down * 6.5))
        for down in (0, -2.4, 2.4, -3.6, 3.6)
        for side in (1, -1)
    ]


@pytest.mark.parametrize(("lower", "expected"), [(5.0, 9.1), (-5.0, -9.1), (13.0, 0), (12.0, 9.1)])
def test_a_name_moves_by_no_more_than_another_one_needs(lower: float, expected: float) -> None:
    # At the left there is no room; the second point has its dot beside the first name.
    points = [(8.0, 100.0), (8.0, 100.0 + lower)]
    [_, (dx, dy)] = place_names(points, ["lenet", "lenet"], WIDTH, HEIGHT)
    assert (dx, dy) == (7, pytest.approx(expected))


@pytest.mark.parametrize(
    ("point", "expected"),
    [
        ((462.0, 50.0), (7, 0)),  # the name of five letters ends with the chart
        ((462.1, 50.0), (-7, 0)),
        ((20.0, 6.5), (7, 0)),  # the name is as high as its point is far from the edge
        ((20.0, 6.4), (7, 9.1)),
        ((20.0, 393.5), (7, 0)),
        ((20.0, 393.6), (7, -9.1)),
    ],
)
def test_a_name_keeps_its_usual_place_up_to_the_edge(
    point: tuple[float, float], expected: tuple[float, float]
) -> None:
    assert place_names([point], ["lenet"], WIDTH, HEIGHT) == [pytest.approx(expected)]


@pytest.mark.parametrize(("gap", "side"), [(5.9, -7), (6.0, 7)])
def test_a_name_leaves_room_around_the_points_of_others(gap: float, side: float) -> None:
    end = 200 + 7 + 5 * 6.2
    [(dx, _), _] = place_names([(200.0, 100.0), (end + gap, 100.0)], ["lenet"] * 2, WIDTH, HEIGHT)
    assert dx == side


@pytest.mark.parametrize(("outside", "side"), [(5, -7), (6, 7)])
def test_what_lies_outside_counts_twice_what_lies_on_a_point(outside: int, side: float) -> None:
    # In a chart of one line, either the right end lies on a point of 12 × 12 pixels or the left
    # one lies this far outside.
    x = 7 + 10 * 6.2 - outside
    [(dx, dy), _] = place_names([(x, 6.5), (x + 40, 6.5)], ["ten_letter", "m"], WIDTH, 13.0)
    assert (dx, dy) == (side, 0)
