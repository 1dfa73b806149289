"""The charts of accuracy against cost: what stands at each place, and what is said of it."""

import math
from typing import Any

import pytest
from example_page import example

from digits.report.figures.cost import FAIR, published
from digits.report.html.cost import cost_charts

RESULTS = example().results
CHARTS: dict[str, dict[str, Any]] = cost_charts(RESULTS, "mnist")
UNITS = {"parameters": 1, "training_multiply_adds": 1e12}
TITLES = {"parameters": "parameters", "training_multiply_adds": "training, 10¹² multiply-adds"}
HERE = "here, test images read once"
AT_THE_END = "others, test images read at the end"
CHOSEN = "others, chosen by the test images"


def rows_of(name: str) -> dict[str, dict[str, Any]]:
    """By the names at the points."""
    (rows,) = CHARTS[name]["datasets"].values()
    assert len({row["name"] for row in rows}) == len(rows)
    return {row["name"]: row for row in rows}


def layers_of(name: str) -> tuple[dict[str, Any], list[dict[str, Any]], dict[str, Any]]:
    """Bars, names and points, from the lowest to the uppermost."""
    bars, *names, points = CHARTS[name]["layer"]
    return bars, names, points


@pytest.mark.parametrize("name", UNITS)
def test_every_model_stands_at_its_cost_and_its_error_rate_with_the_interval(name: str) -> None:
    rows = rows_of(name)
    for result in RESULTS:
        scores, row = result.scores, rows[result.model]
        assert row["kind"] == HERE
        assert row["cost"] == scores[name] / UNITS[name]
        assert row["accuracy"] == scores["accuracy"] == pytest.approx(1 - row["error"])
        # None at all has a place on a logarithmic scale: that of half an error.
        assert row["low"] == pytest.approx(max(1 - scores["accuracy_high"], 0.5 / scores["n"]))
        assert row["high"] == pytest.approx(1 - scores["accuracy_low"])


@pytest.mark.parametrize("name", UNITS)
def test_no_kind_is_named_that_is_not_there(name: str) -> None:
    chart = cost_charts(RESULTS, "fashion_mnist")[name]
    points = chart["layer"][-1]["encoding"]
    assert points["color"]["scale"]["domain"] == points["shape"]["scale"]["domain"] == [HERE]
    assert "published" not in chart["description"]
    assert "published" in CHARTS[name]["description"]


@pytest.mark.parametrize("name", UNITS)
def test_published_figures_are_of_the_kind_of_their_test_images(name: str) -> None:
    rows, known = rows_of(name), published(name, "mnist")
    assert len(rows) == len(known) + len(RESULTS)
    kinds: set[str] = set()
    for each in known:
        row = rows[each["name"]]
        assert row["kind"] == (AT_THE_END if each["test_images"] == FAIR else CHOSEN)
        assert row["cost"] == each[name] / UNITS[name]
        assert row["accuracy"] == each["accuracy"]
        assert row["error"] == row["low"] == row["high"] == 1 - each["accuracy"]
        kinds.add(row["kind"])
    assert kinds == {AT_THE_END, CHOSEN}


@pytest.mark.parametrize("name", UNITS)
def test_names_end_at_the_left_of_their_points_or_begin_at_the_right(name: str) -> None:
    for row in rows_of(name).values():
        assert row["align"] == ("left" if row["dx"] > 0 else "right")
    _, names, _ = layers_of(name)
    assert [each["mark"]["align"] for each in names] == ["left", "right"]
    for each in names:
        align = each["mark"]["align"]
        assert each["transform"] == [{"filter": f"datum.align == '{align}'"}]
        assert each["mark"] == {
            "type": "text",
            "align": align,
            "baseline": "middle",
            "fontSize": 11,
            "dx": {"expr": "datum.dx"},
            "dy": {"expr": "datum.dy"},
            "opacity": {"expr": "width < 380 ? 0 : 1"},
        }
        assert each["encoding"]["text"] == {"field": "name", "type": "nominal"}


@pytest.mark.parametrize("name", UNITS)
def test_all_layers_share_logarithmic_axes_around_every_point(name: str) -> None:
    rows = list(rows_of(name).values())
    bars, names, points = layers_of(name)
    across, along = points["encoding"]["x"], points["encoding"]["y"]
    assert across["title"] == TITLES[name]
    assert along["title"] == bars["encoding"]["y"]["title"] == "test accuracy"
    fields = [layer["encoding"]["y"]["field"] for layer in (bars, *names, points)]
    assert fields == ["high", "error", "error", "error"]
    assert bars["encoding"]["y2"] == {"field": "low"}
    for layer in (bars, *names, points):
        encoding = layer["encoding"]
        assert (encoding["x"]["field"], encoding["x"]["type"]) == ("cost", "quantitative")
        assert encoding["x"]["scale"] == across["scale"]
        assert encoding["y"]["scale"] == along["scale"]
    costs = [row["cost"] for row in rows]
    scale = across["scale"]
    assert scale.items() >= {"type": "log", "nice": False}.items()
    assert scale["domain"] == pytest.approx([min(costs) / 1.6, max(costs) * 1.6])
    scale = along["scale"]  # the least error is at the top
    assert scale.items() >= {"type": "log", "nice": False, "reverse": True}.items()
    errors = [row[key] for row in rows for key in ("error", "low", "high")]
    assert scale["domain"] == pytest.approx([min(errors) / 1.1, max(errors) * 1.1])


@pytest.mark.parametrize("name", UNITS)
def test_ticks_are_the_powers_of_ten_in_sight_and_round_accuracies(name: str) -> None:
    encoding = layers_of(name)[2]["encoding"]
    least, most = encoding["x"]["scale"]["domain"]
    powers = [10.0**exponent for exponent in range(-9, 20) if least <= 10.0**exponent <= most]
    assert encoding["x"]["axis"] == {"format": ",~r", "values": powers}
    assert len(powers) > 1
    accuracies = [1 - value for value in encoding["y"]["axis"]["values"]]
    assert accuracies == pytest.approx(
        [0, 0.5, 0.8, 0.9, 0.95, 0.98, 0.99, 0.995, 0.998, 0.999, 0.9995, 0.9998, 0.9999]
    )
    assert encoding["y"]["axis"]["labelExpr"] == "format(1 - datum.value, '.4~%')"
    assert encoding["y"]["axis"] == layers_of(name)[0]["encoding"]["y"]["axis"]


@pytest.mark.parametrize("name", UNITS)
def test_where_two_powers_of_ten_are_not_in_sight_other_numbers_stand(name: str) -> None:
    chart = cost_charts(RESULTS[:1], "own")[name]
    least, most = chart["layer"][-1]["encoding"]["x"]["scale"]["domain"]
    assert most < 10 * least
    assert chart["layer"][-1]["encoding"]["x"]["axis"] == {"format": ",~r"}


@pytest.mark.parametrize("name", UNITS)
def test_points_differ_by_colour_and_shape_and_tell_their_figures(name: str) -> None:
    bars, _, points = layers_of(name)
    assert bars["mark"] == {"type": "rule", "color": "#888888"}
    assert points["mark"] == {"type": "point", "filled": True, "size": 70, "opacity": 1}
    kinds = [HERE, AT_THE_END, CHOSEN]
    for channel, expected in (
        ("color", ["#0072B2", "#D55E00", "#CC79A7"]),
        ("shape", ["circle", "diamond", "cross"]),
    ):
        encoding = points["encoding"][channel]
        assert (encoding["field"], encoding["type"]) == ("kind", "nominal")
        assert encoding["scale"] == {"domain": kinds, "range": expected}
    assert points["encoding"]["tooltip"] == [
        {"field": "name", "type": "nominal"},
        {"field": "accuracy", "type": "quantitative", "format": ".2%"},
        {
            "field": "cost",
            "type": "quantitative",
            "title": TITLES[name],
            "format": ",.7~r",
        },
        {"field": "kind", "type": "nominal"},
    ]


@pytest.mark.parametrize("name", UNITS)
def test_the_description_says_which_cost(name: str) -> None:
    assert CHARTS[name]["description"] == (
        f"Test accuracy against {TITLES[name]}, of every model and of published results."
    )
    assert CHARTS[name]["height"] == 420


def test_places_of_names_are_of_this_chart() -> None:
    # All names lie inside of a chart of 500 × 420 pixels, at the places that points have there.
    for name in UNITS:
        encoding = layers_of(name)[2]["encoding"]
        least, most = encoding["x"]["scale"]["domain"]
        for row in rows_of(name).values():
            x = 500 * math.log(row["cost"] / least) / math.log(most / least) + row["dx"]
            end = x + 6.2 * len(row["name"]) * (1 if row["dx"] > 0 else -1)
            assert 0 <= min(x, end) < max(x, end) <= 500
