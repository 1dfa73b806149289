"""Accuracy against cost: every model and every published figure stands where it belongs."""

import csv
from dataclasses import replace
from importlib.resources import files

import numpy as np
import pytest
from matplotlib.axes import Axes
from matplotlib.lines import Line2D
from matplotlib.text import Annotation

from digits.colours import BLUE, GREY, ORANGE
from digits.report.figures.cost import cost_figure, published
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


def all_published() -> list[dict[str, str]]:
    with (files("digits.report") / "published.csv").open(encoding="utf-8") as file:
        return list(csv.DictReader(file))


def test_every_model_stands_at_its_cost_and_error_rate(results: list[Result]) -> None:
    models = with_costs(results)
    for axes, cost in zip(cost_figure(models, "mnist").axes, COSTS, strict=True):
        assert dots(axes, "o") == {
            (model.scores[cost], round(1 - model.scores["accuracy"], 9)) for model in models
        }
        assert {model.model for model in models} <= {text.get_text() for text in axes.texts}


def test_networks_that_hardly_err_have_accuracies_on_their_axis(results: list[Result]) -> None:
    scores = {"n": 10_000, "accuracy": 1.0, "accuracy_low": 0.9996, "accuracy_high": 1.0}
    (axes, _) = cost_figure(with_costs(results, **scores), "own").axes
    shown = [label.get_text() for label in axes.get_yticklabels()]
    assert {"99.95%", "99.98%", "99.99%"} <= set(shown)
    low, high = axes.get_ylim()
    assert sum(high <= place <= low for place in axes.get_yticks()) >= 2


def test_published_figures_stand_where_their_cost_is_known(results: list[Result]) -> None:
    for axes, cost in zip(cost_figure(with_costs(results), "mnist").axes, COSTS, strict=True):
        known = [row for row in all_published() if row[cost]]
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
    rows = all_published()
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


def test_axes_and_signs_are_told(results: list[Result]) -> None:
    left, right = cost_figure(with_costs(results), "mnist").axes
    assert (left.get_xlabel(), right.get_xlabel()) == (
        "parameters",
        "multiply-adds of one training run",
    )
    assert (left.get_ylabel(), right.get_ylabel()) == ("test accuracy", "")
    assert [axes.get_xscale() for axes in (left, right)] == ["log", "log"]
    assert left.get_yscale() == "log"
    assert left.get_yticks().tolist() == pytest.approx(
        [0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005, 0.002, 0.001]
    )
    assert [label.get_text() for label in left.get_yticklabels()] == [
        *("50%", "80%", "90%", "95%", "98%", "99%", "99.5%", "99.8%", "99.9%"),
    ]
    low, high = left.get_ylim()
    assert low > high  # fewest errors at the top
    legend = left.get_legend()
    assert legend is not None
    assert right.get_legend() is None
    signs = {
        text.get_text(): (line.get_marker(), line.get_fillstyle(), line.get_color())
        for text, line in zip(legend.get_texts(), legend.get_lines(), strict=True)
    }
    assert signs == {
        "here: one seed, test images read once": ("o", "full", BLUE),
        "published: test images read after the last epoch": ("D", "full", ORANGE),
        "published: test images chose the result": ("D", "none", ORANGE),
    }


def test_without_published_figures_ticks_and_legend_are_of_the_models_alone(
    results: list[Result],
) -> None:
    bounds = {"accuracy": 0.87, "accuracy_low": 0.86, "accuracy_high": 0.88}
    axes = cost_figure(with_costs(results, **bounds), "fashion_mnist").axes[0]
    legend = axes.get_legend()
    assert legend is not None
    assert [text.get_text() for text in legend.get_texts()] == [
        "here: one seed, test images read once"
    ]
    assert {label.get_text() for label in axes.get_yticklabels()} == {"80%", "90%"}
    # Ticks far from the points would leave most of the panel empty.
    assert min(axes.get_ylim()) > 0.05


def test_bars_are_the_intervals_of_the_models(results: list[Result]) -> None:
    models = with_costs(results)
    for axes, cost in zip(cost_figure(models, "mnist").axes, COSTS, strict=True):
        bars = [places(line) for line in axes.get_lines() if line.get_color() == GREY]
        expected = [
            [
                (model.scores[cost], round(model.error_rate(key), 9))
                for key in ("accuracy_low", "accuracy_high")
            ]
            for model in models
        ]
        assert bars == expected
        names = {text.get_text(): text for text in axes.texts if isinstance(text, Annotation)}
        for model in models:
            x, y = names[model.model].xy
            assert (x, round(y, 9)) in dots(axes, "o")
            assert names[model.model].get_color() == BLUE


def test_published_figures_are_those_of_the_same_dataset() -> None:
    assert published("parameters", "mnist")
    assert published("parameters", "a dataset that nobody published anything about") == []
