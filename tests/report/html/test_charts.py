"""The charts, as plain Vega-Lite."""

import json
import math
from dataclasses import replace
from itertools import combinations
from typing import Any

import altair as alt
import pytest
from example_page import example

from digits.report.html.calibration import DATA, calibration_chart, calibration_rows
from digits.report.html.colours import lines, luminance, shade
from digits.report.html.cost import cost_charts
from digits.report.html.curves import curves_charts
from digits.report.html.vega import vega_script

WHOLE = example()
CHARTS: dict[str, dict[str, Any]] = {
    **curves_charts(WHOLE.results),
    **cost_charts(WHOLE.results, "mnist"),
    "calibration": calibration_chart(validated=True),
}


def rows_of(chart: dict[str, Any]) -> list[dict[str, Any]]:
    return [row for rows in chart["datasets"].values() for row in rows]


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_fills_its_place_says_what_it_shows_and_loads_nothing(name: str) -> None:
    chart = CHARTS[name]
    assert chart["width"] == "container"
    assert chart["description"]
    assert "http" not in json.dumps(chart)


def test_the_same_results_give_the_same_charts() -> None:
    assert {
        **curves_charts(WHOLE.results),
        **cost_charts(WHOLE.results, "mnist"),
    }.items() <= CHARTS.items()


def test_curves_hold_every_epoch_of_every_model() -> None:
    names = {"accuracy-validation", "loss-validation", "accuracy-train", "loss-train"}
    assert set(curves_charts(WHOLE.results)) == names
    rows = rows_of(CHARTS["accuracy-train"])
    assert {(row["model"], row["epoch"]) for row in rows} == {
        (model, epoch) for model in WHOLE.answers for epoch in (1, 2, 3)
    }
    # An accuracy of 1 has a place on the logarithmic scale, and is told as what it is.
    assert {row["place"] for row in rows if row["value"] == 1} == {0.0005}
    [shown] = [each for each in CHARTS["loss-train"]["params"] if each["name"] == "shown"]
    assert shown["value"] == list(WHOLE.answers)


def test_an_epoch_without_figure_has_no_point() -> None:
    first, *others = WHOLE.results
    curves = first.curves.assign(validation_accuracy=[0.5, float("nan"), 0.7])
    chart = curves_charts([replace(first, curves=curves), *others])["accuracy-validation"]
    drawn = [row["epoch"] for row in rows_of(chart) if row["model"] == first.model]
    assert drawn == [1, 3]


@pytest.mark.parametrize("name", ["parameters", "training_multiply_adds"])
def test_names_in_the_cost_charts_keep_apart(name: str) -> None:
    # Three models cost the same; two of them err as often, and the third nearly so.
    crowded = example({"lenet": 3, "mlp": 3, "my_net": 4})
    chart = cost_charts(crowded.results, "mnist")[name]
    boxes = _boxes_of_names(chart)
    assert {"lenet", "mlp", "my_net", "votes of 9 networks"} <= boxes.keys()
    for one, other in combinations(boxes.values(), 2):
        apart = one[2] <= other[0] or other[2] <= one[0] or one[3] <= other[1] or other[3] <= one[1]
        assert apart, boxes


def _boxes_of_names(chart: dict[str, Any]) -> dict[str, tuple[float, float, float, float]]:
    """Left, top, right and bottom of each name, in pixels of a chart that names are set for."""
    encoding = chart["layer"][-1]["encoding"]
    across, along = (encoding[axis]["scale"]["domain"] for axis in ("x", "y"))
    boxes: dict[str, tuple[float, float, float, float]] = {}
    for row in rows_of(chart):
        x = 500 * math.log(row["cost"] / across[0]) / math.log(across[1] / across[0]) + row["dx"]
        y = 420 * math.log(row["error"] / along[0]) / math.log(along[1] / along[0]) + row["dy"]
        width = 6 * len(row["name"])  # a letter of 11 pixels is some 6 wide
        left = x if row["align"] == "left" else x - width
        boxes[row["name"]] = (left, y - 6, left + width, y + 6)
    return boxes


def test_calibration_has_no_range_without_images() -> None:
    rows = calibration_rows(WHOLE.results[0])
    assert len(rows) == 4
    assert all(row["images"] for row in rows)
    assert DATA in json.dumps(CHARTS["calibration"])


def test_28_models_are_drawn_differently() -> None:
    styles = lines([str(index) for index in range(28)]).values()
    assert all(one != other for one, other in combinations(styles, 2))


@pytest.mark.parametrize("share", [index / 50 for index in range(51)])
def test_letters_stand_out_from_their_cell(share: float) -> None:
    darker, lighter = sorted(luminance(colour) for colour in shade(share))
    assert (lighter + 0.05) / (darker + 0.05) >= 4.5  # WCAG's AA


def test_the_library_can_stand_inside_a_script_element() -> None:
    script = vega_script()
    assert "window.vegaEmbed" in script
    assert "</script" not in script.lower()
    assert "<!--" not in script


@pytest.mark.parametrize("name", CHARTS)
def test_a_chart_takes_letters_and_lines_from_the_page(name: str) -> None:
    config = CHARTS[name]["config"]
    assert config["background"] is None  # that of the page, light or dark
    assert config["view"] == {"stroke": None}
    assert config["font"] == "system-ui, sans-serif"
    assert config["customFormatTypes"] is True  # for the words at a point
    drawn = ("labelColor", "titleColor", "domainColor", "tickColor", "gridColor")
    assert {config["axis"][part] for part in drawn} == {"currentColor"}
    assert config["legend"]["labelColor"] == config["text"]["color"] == "currentColor"
    assert config["axis"]["gridOpacity"] == 0.15
    assert config["axis"]["labelOverlap"] is True
    sizes = [config["axis"][part] for part in ("labelFontSize", "titleFontSize")]
    assert [*sizes, config["legend"]["labelFontSize"]] == [12, 13, 12]
    assert config["axis"]["titleFontWeight"] == "normal"
    below = {"orient": "bottom", "direction": "vertical", "title": None, "labelLimit": 340}
    assert config["legend"].items() >= below.items()
    assert CHARTS[name]["autosize"] == {"type": "fit-x", "contains": "padding"}
    assert "$schema" not in CHARTS[name]


def test_what_would_end_a_script_is_written_otherwise(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[tuple[str, str]] = []

    def bundle(snippet: str, vl_version: str) -> str:
        asked.append((snippet, vl_version))
        return "a</script>b<!--c</script"

    monkeypatch.setattr("vl_convert.javascript_bundle", bundle)
    assert vega_script.__wrapped__() == r"a<\/script>b<\!--c<\/script"
    [(snippet, version)] = asked
    assert snippet == "window.vegaEmbed = vegaEmbed;"
    assert alt.VEGALITE_VERSION.startswith(f"{version}.")
