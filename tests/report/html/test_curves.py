"""The charts of curves: their axes, and what the lines and points of a model are."""

from itertools import product
from typing import Any

import pytest
from example_page import example

from digits.report.html.curves import curves_charts

RESULTS = example().results
MODELS = [result.model for result in RESULTS]
CHARTS: dict[str, dict[str, Any]] = curves_charts(RESULTS)
QUANTITIES = ("accuracy", "loss")
KINDS = {"validation": "validation", "train": "training"}
EVERY = list(product(QUANTITIES, KINDS))


@pytest.mark.parametrize(("quantity", "kind"), EVERY)
def test_every_figure_stands_at_its_epoch_as_an_error_rate_or_a_loss(
    quantity: str, kind: str
) -> None:
    (rows,) = CHARTS[f"{quantity}-{kind}"]["datasets"].values()
    expected = [
        {
            "model": result.model,
            "epoch": epoch,
            "value": value,
            "place": max(1 - value, 0.0005) if quantity == "accuracy" else value,
        }
        for result in RESULTS
        for epoch, value in zip((1, 2, 3), result.curves[f"{kind}_{quantity}"], strict=True)
    ]
    assert rows == expected


@pytest.mark.parametrize(("quantity", "kind"), EVERY)
def test_axes_say_what_they_show_and_have_room_for_all(quantity: str, kind: str) -> None:
    chart = CHARTS[f"{quantity}-{kind}"]
    (rows,) = chart["datasets"].values()
    name = f"{KINDS[kind]} {quantity}"
    places = [row["place"] for row in rows]
    for layer in chart["layer"]:
        x, y = layer["encoding"]["x"], layer["encoding"]["y"]
        assert (x["field"], x["type"], y["field"], y["type"]) == (
            *("epoch", "quantitative"),
            *("place", "quantitative"),
        )
        assert x["axis"] == {"tickMinStep": 1, "format": "d", "title": "epoch"}
        assert x["scale"] == {"domain": [1, 3], "nice": False}
        assert y["title"] == name
        assert y["scale"] == {
            "type": "log",
            "domain": pytest.approx([min(places) / 1.1, max(places) * 1.1]),
            "reverse": quantity == "accuracy",
            "nice": False,
        }
        if quantity == "loss":
            assert y["axis"] == {"format": "~g"}
        else:
            ticks = [1, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001, 0.0005]
            assert y["axis"]["values"] == pytest.approx(ticks)
            assert y["axis"]["labelExpr"] == (
                "datum.value <= 0.0005 ? '≥ 99.95%' : format(1 - datum.value, '.4~%')"
            )
    assert chart["description"].startswith(f"Lines of the {name} of every model by epoch")
    assert chart["height"] == 520


def test_small_losses_stand_where_they_are_and_none_has_a_place() -> None:
    results = example().results
    for result in results:
        result.curves["train_loss"] = [0.1, 0.0001, 0.0]
    (rows,) = curves_charts(results)["loss-train"]["datasets"].values()
    assert [row["place"] for row in rows[:3]] == [0.1, 0.0001, 5e-7]


def test_one_epoch_has_an_axis_with_a_length() -> None:
    first = example().results
    for result in first:
        result.curves.loc[1:, "train_loss"] = float("nan")
    layer = curves_charts(first)["loss-train"]["layer"][0]
    assert layer["encoding"]["x"]["scale"]["domain"] == [1, 2]


@pytest.mark.parametrize(("quantity", "kind"), EVERY)
def test_each_model_has_a_colour_and_a_dash_and_can_be_left_out(quantity: str, kind: str) -> None:
    chart = CHARTS[f"{quantity}-{kind}"]
    lines, points = chart["layer"]
    colours = lines["encoding"]["color"]
    assert colours == points["encoding"]["color"]
    dashes = lines["encoding"]["strokeDash"]
    for each, values in (
        (colours, ["#0072B2", "#E69F00", "#009E73"]),
        (dashes, [[1, 0]] * 3),
    ):
        assert each == {
            "field": "model",
            "type": "nominal",
            "legend": None,
            "scale": {"domain": MODELS, "range": values},
        }
    assert chart["transform"] == [{"filter": "indexof(shown, datum.model) >= 0"}]
    assert {"name": "shown", "value": MODELS} in chart["params"]


@pytest.mark.parametrize(("quantity", "kind"), EVERY)
def test_the_line_under_the_pointer_is_bold_and_its_nearest_point_tells(
    quantity: str, kind: str
) -> None:
    chart = CHARTS[f"{quantity}-{kind}"]
    lines, points = chart["layer"]
    [near] = [each for each in chart["params"] if each["name"] == "near"]
    assert near["select"] == {
        "type": "point",
        "on": "pointerover",
        "clear": "pointerout",
        "nearest": True,
        "fields": ["model"],
    }
    for layer, bold, thin in ((lines, 4, 1.8), (points, 70, 18)):
        assert layer["encoding"]["size"] == {
            "condition": {"param": "near", "value": bold, "empty": False},
            "value": thin,
        }
    assert points["mark"] == {"type": "point", "filled": True, "opacity": 1}
    assert points["encoding"]["tooltip"] == [
        {"field": "model", "type": "nominal", "format": "", "formatType": "toString"},
        {"field": "epoch", "type": "quantitative"},
        {
            "field": "value",
            "type": "quantitative",
            "title": f"{KINDS[kind]} {quantity}",
            "format": ".2%" if quantity == "accuracy" else ".4f",
        },
    ]
