"""The tables of the report."""

import csv
from dataclasses import replace
from importlib.resources import files

import pytest
from markdown_table import rows_of
from project import ROOT
from unvalidated import unvalidated

from digits.params.read import read_params
from digits.report.result import Result
from digits.report.tables import comparisons_table, doubts_table, results_table


def test_fewest_errors_come_first(results: list[Result]) -> None:
    header, _, *rows = rows_of(results_table(results, "mnist"))
    assert [row[0] for row in rows] == ["`lenet`", "`my_net`", "`mlp`"]
    assert [row[header.index("errors of 20")] for row in rows] == ["3", "5", "9"]
    assert [row[header.index("test accuracy")] for row in rows] == ["85.00%", "75.00%", "55.00%"]


def test_tutorials_figure_stands_beside_ours(results: list[Result]) -> None:
    header, _, lenet, my_net, _ = rows_of(results_table(results, "mnist"))
    column = header.index("tutorial's own figure")
    assert lenet[column] == "98.91%"
    assert my_net[column] == "–"


def test_the_interval_stands_beside_the_accuracy(results: list[Result]) -> None:
    header, _, lenet, *_ = rows_of(results_table(results, "mnist"))
    assert lenet[header.index("95 % interval")] == "75.00% to 100.00%"


def test_doubts_are_those_of_the_network(results: list[Result]) -> None:
    del results[2].scores["temperature"], results[2].scores["calibration_error_with_temperature"]
    _, _, lenet, my_net, _ = rows_of(doubts_table(results, doubted=True))
    assert lenet == ["`lenet`", "1.23%", "1.25", "0.45%", "2", "99.00%"]
    assert my_net == ["`my_net`", "1.23%", "–", "–", "2", "99.00%"]


def test_without_validation_images_there_are_no_columns_for_them(results: list[Result]) -> None:
    nothing = unvalidated(results)
    header, *_ = rows_of(results_table(nothing, "mnist"))
    assert "validation accuracy" not in header
    header, *_ = rows_of(doubts_table(nothing, doubted=True))
    assert not [name for name in header if "temperature" in name]


def test_comparison_needs_both_models(results: list[Result]) -> None:
    assert comparisons_table(results) == ""


def test_comparison_shows_both_models(results: list[Result]) -> None:
    lenet, mlp, _ = results
    pair = [lenet, replace(mlp, model="lenet5")]
    _, _, row = rows_of(comparisons_table(pair))
    assert row[1:] == [
        "3 (`lenet`, 1,234 weights) against 9 (`lenet5`, 1,234 weights)",
        "0 against 6",
        "different",
    ]


@pytest.mark.parametrize("name", ["tutorials.csv", "comparisons.csv"])
def test_packaged_tables_name_models_of_the_pipeline(name: str) -> None:
    models = read_params(ROOT / "params.yaml").models
    with (files("digits.report") / name).open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert rows
    for row in rows:
        assert {row["model"], row.get("other", row["model"])} <= models.keys()


def test_results_show_every_figure_of_a_model_under_its_name(results: list[Result]) -> None:
    text = results_table(results, "mnist")
    header, _, lenet, my_net, _ = rows_of(text)
    assert dict(zip(header, lenet, strict=True)) == {
        "model": "`lenet`",
        "parameters": "1,234",
        "epochs": "2",
        "validation accuracy": "80.00%",
        "test accuracy": "85.00%",
        "95 % interval": "75.00% to 100.00%",
        "errors of 20": "3",
        "tutorial's own figure": "98.91%",
        "measured on": "test images, best epoch by the same images (tutorial 3)",
    }
    assert my_net[-2:] == ["–", "–"]
    assert sides_of(text) == ["left", *["right"] * 7, "left"]


def test_doubts_show_every_figure_of_a_model_under_its_name(results: list[Result]) -> None:
    text = doubts_table(results, doubted=True)
    header, _, *rows = rows_of(text)
    assert header == [
        "model",
        "calibration error",
        "temperature",
        "with temperature",
        "errors on doubtful labels",
        "accuracy without these images",
    ]
    assert sides_of(text) == ["left", *["right"] * 5]
    assert [row[0] for row in rows] == ["`lenet`", "`my_net`", "`mlp`"]
    assert rows_of(doubts_table(results, doubted=False))[0] == header[:-2]


def test_a_dataset_without_tutorials_has_no_columns_for_them(results: list[Result]) -> None:
    header, *_ = rows_of(results_table(results, "fashion_mnist"))
    assert header[-1] == "errors of 20"


def test_comparisons_say_which_question_each_pair_answers(results: list[Result]) -> None:
    lenet, mlp, _ = results
    text = comparisons_table([replace(mlp, model="lenet5"), lenet])
    header, _, row = rows_of(text)
    assert header == ["question", "test errors", "wrong in one alone", "recipes"]
    assert row[0] == "Tanh and average pooling of 1998, or ReLU and max-pooling?"


def sides_of(text: str) -> list[str]:
    """Of a table in Markdown, where the texts of each column stand."""
    _, dashes, *_ = rows_of(text)
    return [
        "left" if each.startswith(":") else "right" for each in dashes if each.strip("-") == ":"
    ]


def test_a_tutorial_without_a_figure_is_said_to_have_none(results: list[Result]) -> None:
    [*_, row] = rows_of(results_table([replace(results[0], model="mlp_small")], "mnist"))
    assert row[-1] == "none printed (tutorial 2)"
