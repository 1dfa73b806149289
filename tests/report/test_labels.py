"""Names beside points: each by its own, none over another where there is room."""

from itertools import combinations

import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure
from matplotlib.text import Annotation
from matplotlib.transforms import Bbox

from digits.report.labels import Label, place_labels


def boxes(labels: list[Label]) -> tuple[dict[str, Bbox], Bbox]:
    """Where the names lie in a picture of 6 by 4 inches, in dots; and its panel."""
    figure = Figure(figsize=(6, 4), layout="constrained")
    canvas = FigureCanvasAgg(figure)
    axes = figure.subplots()
    axes.plot([label.x for label in labels], [label.y for label in labels], "o")
    axes.set_xscale("log")
    axes.set_xlim(1, 1000)
    axes.set_ylim(0, 10)
    place_labels(figure, axes, labels)
    canvas.draw()
    renderer = canvas.get_renderer()
    found = {text.get_text(): text.get_window_extent(renderer) for text in axes.texts}
    return found, axes.bbox


def named(**places: tuple[float, float]) -> list[Label]:
    return [Label(float(x), float(y), name, "black") for name, (x, y) in places.items()]


def test_every_point_has_its_name_in_its_colour() -> None:
    figure = Figure()
    axes = figure.subplots()
    place_labels(figure, axes, [Label(0.2, 0.3, "one", "red"), Label(0.7, 0.6, "other", "blue")])
    found = {text.get_text(): text for text in axes.texts}
    for name, place, colour in (("one", (0.2, 0.3), "red"), ("other", (0.7, 0.6), "blue")):
        text = found.pop(name)
        assert isinstance(text, Annotation)
        assert (text.xy, text.get_color()) == (place, colour)
    assert not found


@pytest.mark.parametrize(
    "places",
    [
        {"one_name": (10, 5), "other_name": (10, 5)},
        {"one_name": (10, 5), "other_name": (15, 5.1), "third_name": (12, 4.9)},
        {"low": (10, 5), "lower": (10, 4.6), "lowest": (10, 4.2)},
    ],
    ids=str,
)
def test_names_of_points_close_together_keep_apart(places: dict[str, tuple[float, float]]) -> None:
    found, _ = boxes(named(**places))
    for one, other in combinations(found.values(), 2):
        assert not one.overlaps(other)


@pytest.mark.parametrize("x", [1, 950])
def test_names_stay_inside_the_panel(x: float) -> None:
    found, panel = boxes(named(rather_a_long_name=(x, 5)))
    [box] = found.values()
    assert panel.x0 <= box.x0
    assert box.x1 <= panel.x1


def test_places_are_sought_in_a_panel_measured_in_letters(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[object, ...]] = []

    def place_names(*arguments: object) -> list[tuple[float, float]]:
        asked.append(arguments)
        return [(7.0, 0.0), (-7.0, 11.0)]

    monkeypatch.setattr("digits.report.labels.place_names", place_names)
    figure = Figure(figsize=(8, 4), dpi=120)
    axes = figure.add_axes((0.25, 0.25, 0.5, 0.5))  # 288 by 144 points of 1/72 inch
    place_labels(figure, axes, [Label(0.25, 0.25, "one", "red"), Label(0.5, 0.75, "other", "blue")])
    # Letters of 8 points stand for those of 11 pixels.
    [(points, names, width, height)] = asked
    assert (width, height) == (pytest.approx(288 * 11 / 8), pytest.approx(144 * 11 / 8))
    assert points == [pytest.approx((99, 148.5)), pytest.approx((198, 49.5))]
    assert names == ["one", "other"]
    for text, offset, side in zip(
        axes.texts, ((7 * 8 / 11, 0), (-7 * 8 / 11, -8)), ("left", "right"), strict=True
    ):
        assert isinstance(text, Annotation)
        assert text.xyann == pytest.approx(offset)
        assert text.anncoords == "offset points"
        assert text.get_fontsize() == 8
        assert (text.get_horizontalalignment(), text.get_verticalalignment()) == (side, "center")
