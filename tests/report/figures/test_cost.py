"""Accuracy against cost: every model and every published figure stands where it belongs."""

import csv
from dataclasses import replace
from importlib.resources import files

import numpy as np
from matplotlib.axes import Axes
from matplotlib.lines import Line2D

from digits.report.figures.cost import cost_figure
from digits.report.result import Result

COSTS = ("parameters", "training_multiply_adds")


def with_costs(results: list[Result], **changes: object) -> list[Result]:
    return [
        replace(
            result,
            scores=result.scores
            | {"parameters": 10 ** (3 + place), "training_multiply_adds": 10 ** (9 + place)}
            | changes,
        )
        for place, result in enumerate(results)
    ]


def dots(axes: Axes, marker: str) -> set[tuple[float, float]]:
    return {
        (x, y) for line in axes.get_lines() if line.get_marker() == marker for x, y in places(line)
    }


def places(line: Line2D) -> list[tuple[float, float]]:
    across, up = np.asarray(line.get_xdata()), np.asarray(line.get_ydata())
    return [(float(x), round(float(y), 9)) for x, y in zip(across, up, strict=True)]


def published() -> list[dict[str, str]]:
    with (files("digits.report") / "published.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_model_stands_at_its_cost_and_error_rate(results: list[Result]) -> None:
    models = with_costs(results)
    for axes, cost in zip(cost_figure(models, "mnist").axes, COSTS, strict=True):
        assert dots(axes, "o") == {
            (model.scores[cost], round(1 - model.scores["accuracy"], 9)) for model in models
        }
        assert {model.model for model in models} <= {text.get_text() for text in axes.texts}


def test_published_figures_stand_where_their_cost_is_known(results: list[Result]) -> None:
    for axes, cost in zip(cost_figure(with_costs(results), "mnist").axes, COSTS, strict=True):
        known = [row for row in published() if row[cost]]
        assert len(dots(axes, "D")) == len(known) > 0
        assert {row["name"] for row in known} <= {text.get_text() for text in axes.texts}


def test_only_figures_that_test_images_did_not_choose_are_filled(results: list[Result]) -> None:
    [axes, _] = cost_figure(with_costs(results), "mnist").axes
    filled = {
        x
        for line in axes.get_lines()
        if line.get_marker() == "D" and line.get_fillstyle() == "full"
        for x, _ in places(line)
    }
    rows = published()
    fair = {
        float(row["parameters"])
        for row in rows
        if row["test_images"] == "read after the last epoch"
    }
    assert filled == fair
    assert 0 < len(fair) < len(rows)


def test_a_model_without_errors_has_a_place(results: list[Result]) -> None:
    [axes, _] = cost_figure(with_costs(results, accuracy=1.0), "mnist").axes
    assert {y for _, y in dots(axes, "o")} == {0.5 / 20}
