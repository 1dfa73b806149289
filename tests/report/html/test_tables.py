"""The tables of the page: leaderboard, heat maps, corruptions of one model."""

import math
import re
from dataclasses import replace
from itertools import pairwise

import pytest
from example_page import example

from digits.colours import BLUE
from digits.report.html.colours import shade
from digits.report.html.heat import robustness_table, significance_table
from digits.report.html.leaderboard import leaderboard
from digits.report.html.robustness import corruptions
from digits.report.result import Result
from digits.report.significance import comparisons

WHOLE = example()


def with_robustness(result: Result, **corruptions: float) -> Result:
    """The same network, which reads corrupted images like this."""
    shares = result.scores["robustness"] | {"mean": 0.8} | corruptions
    return replace(result, scores=result.scores | {"robustness": shares})


def test_leaderboard_has_fewest_errors_first_and_a_field_for_each_column() -> None:
    table = leaderboard(WHOLE.results, "mnist")
    assert all(table.columns.values())
    rows = table.rows
    assert [row.model for row in rows] == ["lenet", "my_net", "mlp"]
    names = list(table.columns)[1:]
    for row in rows:
        assert len(row.fields) == len(names)
    lenet, my_net, mlp = (dict(zip(names, row.fields, strict=True)) for row in rows)
    assert lenet["errors"] == ("3", 3)
    assert lenet["test accuracy"].text == "98.50 %"
    assert mlp["tutorial's figure"].text == "91.96 %"
    assert "training images" in mlp["measured on"].text
    assert my_net["tutorial's figure"] == ("–", None)
    assert my_net["validation accuracy"].text == "92.50 %"
    assert lenet["ONNX file"] == ("260 kB", 260_175)
    assert my_net["ONNX file"] == ("–", None)


def test_leaderboard_without_validation_images_has_no_column_for_them() -> None:
    nothing = [
        replace(each, curves=each.curves.assign(validation_accuracy=float("nan")))
        for each in WHOLE.results
    ]
    table = leaderboard(nothing, "mnist")
    assert "validation accuracy" not in table.columns
    assert all(len(row.fields) == len(table.columns) - 1 for row in table.rows)


def test_leaderboard_without_exports_has_no_column_for_them() -> None:
    table = leaderboard([replace(each, export=None) for each in WHOLE.results], "mnist")
    assert "ONNX file" not in table.columns
    assert all(len(row.fields) == len(table.columns) - 1 for row in table.rows)


def test_whiskers_grow_from_the_worst_to_the_best() -> None:
    lenet, my_net, mlp = (row.whiskers for row in leaderboard(WHOLE.results, "mnist").rows)
    for low, middle, high in (lenet, my_net, mlp):
        assert 0 <= low <= middle <= high <= 100
    # Fewest errors first: each end and the middle stand further to the left from row to row.
    for better, worse in pairwise((lenet, my_net, mlp)):
        assert better[0] > worse[0]
        assert better[1] > worse[1]
    assert mlp[0] == 0
    assert lenet[2] == 100


def test_significance_has_each_pair_once_with_its_verdict() -> None:
    table = significance_table(WHOLE.results)
    assert table.columns == ["lenet", "my_net"]
    assert [name for name, _ in table.rows] == ["my_net", "mlp"]
    (first, none), (_, last) = (cells for _, cells in table.rows)
    assert first is not None
    assert first.shade is None
    assert "can't be told apart; 0 against 2 wrong in one alone" in first.words
    assert none is None
    assert last is not None
    assert last.shade is not None
    assert "a real difference" in last.words
    pairs = [words.split(":")[0] for words in table.in_words]
    assert pairs == ["lenet and my_net", "lenet and mlp", "my_net and mlp"]
    differ = sum(pair.differ for pair in comparisons(WHOLE.results))
    assert (
        sum(cell is not None and cell.shade is not None for _, r in table.rows for cell in r)
        == differ
    )


def test_robustness_has_the_most_robust_first() -> None:
    # Which is not the one with the fewest errors.
    results = [
        with_robustness(each, fog=0.7) if each.model == "mlp" else each for each in WHOLE.results
    ]
    table = robustness_table(results)
    assert table.columns == ["mean", "fog", "stripe"]
    assert [name for name, _ in table.rows] == ["mlp", "lenet", "my_net"]
    assert table.rows[0][1][1] is not None
    assert table.rows[0][1][1].text == "70"
    assert table.rows[0][1][1].words == "mlp, fog: 70.0 %"


def test_corruptions_of_a_model_come_hardest_first_with_its_rank() -> None:
    results = [
        with_robustness(each, fog=fog, stripe=0.9)
        for each, fog in zip(WHOLE.results, (0.95, 0.97, 0.99), strict=True)
    ]
    stripe, fog = corruptions(results[0], results)
    assert (stripe.name, stripe.accuracy, stripe.best, stripe.rank) == ("stripe", "90.0 %", 90.0, 1)
    assert (fog.name, fog.accuracy, fog.best, fog.rank) == ("fog", "95.0 %", 99.0, 3)


def test_columns_of_the_leaderboard_are_explained_by_phrases() -> None:
    columns = leaderboard(WHOLE.results, "mnist").columns
    assert list(columns) == [
        *("model", "test accuracy", "95 % interval", "errors", "validation accuracy"),
        *("parameters", "epochs", "training", "ONNX file", "tutorial's figure", "measured on"),
    ]
    for name, meaning in columns.items():
        assert re.match("Wilson's: " if "interval" in name else "[a-z]+ |10¹² [a-z]+", meaning)
        assert re.search("[a-z]$", meaning)
        assert not re.search("[A-Z]{2}|  ", meaning)


def test_leaderboard_sorts_by_the_figures_it_shows() -> None:
    table = leaderboard(WHOLE.results, "mnist")
    lenet, my_net, _ = (
        dict(zip([*table.columns][1:], row.fields, strict=True)) for row in table.rows
    )
    assert lenet == {
        "test accuracy": ("98.50 %", 0.985),
        "95 % interval": ("88.50 to 100.00 %", pytest.approx(0.885)),
        "errors": ("3", 3),
        "validation accuracy": ("93.50 %", pytest.approx(0.935)),
        "parameters": ("1,234", 1234),
        "epochs": ("3", 3),
        "training": ("5e-06", 5_000_000),
        "ONNX file": ("260 kB", 260_175),
        "tutorial's figure": ("98.91 %", 0.9891),
        "measured on": (
            "test images, best epoch by the same images (tutorial 3)",
            "test images, best epoch by the same images (tutorial 3)",
        ),
    }
    assert my_net["ONNX file"] == my_net["measured on"] == ("–", None)


def test_leaderboard_tells_of_a_tutorial_without_a_figure() -> None:
    table = leaderboard([replace(WHOLE.results[0], model="mlp_small")], "mnist")
    assert table.rows[0].fields[-2:] == [
        ("–", None),
        ("none printed (tutorial 2)", "none printed (tutorial 2)"),
    ]


def test_leaderboard_of_a_dataset_without_tutorials_has_no_columns_for_them() -> None:
    assert list(leaderboard(WHOLE.results, "own").columns)[-1] == "ONNX file"


def test_whiskers_stand_at_the_logarithms_of_error_rates() -> None:
    (low, middle, high), *_ = (row.whiskers for row in leaderboard(WHOLE.results, "mnist").rows)
    # Error rates: from 0.4, the worst bound of all, to 0.0025, half an error of 200.
    places = [100 * math.log(0.4 / rate) / math.log(160) for rate in (0.115, 0.015, 0.0025)]
    assert (low, middle, high) == tuple(round(place, 1) for place in places)


def test_whiskers_of_bounds_that_are_all_the_same_have_a_place() -> None:
    same = dict.fromkeys(("accuracy", "accuracy_low", "accuracy_high"), 0.9)
    one = replace(WHOLE.results[0], scores=WHOLE.results[0].scores | same)
    assert leaderboard([one], "mnist").rows[0].whiskers == (0, 0, 0)


def test_cells_of_significance_have_three_decimals_without_a_zero_before() -> None:
    table = significance_table(WHOLE.results)
    (near, _), (far, _) = (cells for _, cells in table.rows)
    assert near == (
        ".500",
        "lenet and my_net: can't be told apart; 0 against 2 wrong in one alone",
        None,
    )
    assert far == (
        "<.001",
        "lenet and mlp: a real difference; 0 against 57 wrong in one alone",
        (BLUE, "#fff"),
    )


def test_names_of_corruptions_have_no_underscore() -> None:
    results = [with_robustness(each, motion_blur=0.256) for each in WHOLE.results]
    table = robustness_table(results)
    assert table.columns[-1] == "motion blur"
    cell = table.rows[0][1][-1]
    assert cell == ("26", "lenet, motion blur: 25.6 %", shade(0.256))
    hardest, *_ = corruptions(results[0], results)
    assert hardest == ("motion blur", "25.6 %", 25.6, 25.6, 1)


def test_equally_hard_corruptions_stand_by_their_names() -> None:
    result = with_robustness(WHOLE.results[0], fog=0.9, canny_edges=0.9)
    assert [each.name for each in corruptions(result, [result])] == ["canny edges", "fog", "stripe"]
