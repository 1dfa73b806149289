"""The chart of accuracy against confidence, which each model's table is put into."""

from typing import Any

from example_page import example

from digits.report.html.calibration import DATA, calibration_chart, calibration_rows

CHART: dict[str, Any] = calibration_chart(validated=True)
EQUAL, LINES, POINTS = CHART["layer"]
KINDS = ["as trained", "with temperature"]


def test_a_dashed_diagonal_stands_for_confidence_that_is_right() -> None:
    (ends,) = CHART["datasets"].values()
    assert ends == [{"x": 0, "y": 0}, {"x": 1, "y": 1}]
    assert EQUAL["mark"] == {
        "type": "line",
        "color": "currentColor",
        "opacity": 0.4,
        "strokeDash": [4, 4],
    }
    assert [EQUAL["encoding"][axis]["field"] for axis in ("x", "y")] == ["x", "y"]


def test_without_a_temperature_only_one_kind_is_named() -> None:
    for layer in calibration_chart(validated=False)["layer"][1:]:
        assert layer["encoding"]["color"]["scale"] == {
            "domain": ["as trained"],
            "range": ["#0072B2"],
        }


def test_dots_and_lines_show_accuracy_against_confidence_of_both_kinds() -> None:
    for layer in (LINES, POINTS):
        assert layer["data"] == {"name": DATA}
        for axis, name in (("x", "confidence"), ("y", "accuracy")):
            assert layer["encoding"][axis] == {
                "field": name,
                "type": "quantitative",
                "title": name,
                "axis": {"format": "%"},
            }
        colour = layer["encoding"]["color"]
        assert (colour["field"], colour["type"]) == ("logits", "nominal")
        assert colour["scale"] == {"domain": KINDS, "range": ["#0072B2", "#D55E00"]}
    assert LINES["mark"] == {"type": "line", "opacity": 0.4}
    assert POINTS["mark"] == {"type": "point", "filled": True, "opacity": 0.9}
    shape = POINTS["encoding"]["shape"]
    assert shape["field"] == "logits"
    assert shape["scale"] == {"domain": KINDS, "range": ["circle", "square"]}


def test_the_area_of_a_dot_is_its_count_of_images_and_it_tells_its_figures() -> None:
    assert POINTS["encoding"]["size"] == {
        "field": "images",
        "type": "quantitative",
        "scale": {"range": [30, 220]},
        "legend": None,
    }
    told = [(each["field"], each.get("format")) for each in POINTS["encoding"]["tooltip"]]
    assert told == [
        ("logits", None),
        ("images", ","),
        ("confidence", ".1%"),
        ("accuracy", ".1%"),
    ]
    assert "on the diagonal" in CHART["description"]
    assert CHART["height"] == 320


def test_rows_are_the_ranges_with_four_digits() -> None:
    (result, *_) = example().results
    result.reliability.loc[0, "accuracy"] = 0.123456
    assert calibration_rows(result)[:2] == [
        {"logits": "as trained", "images": 5, "confidence": 0.5, "accuracy": 0.1235},
        {"logits": "as trained", "images": 195, "confidence": 0.9, "accuracy": 0.9},
    ]
