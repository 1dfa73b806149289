"""Names beside the points of a chart."""

from itertools import combinations

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
