"""All models in one table, which the page can sort."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from digits.report.html.formats import NOT_THERE, percent, trillions
from digits.report.packaged import packaged_table
from digits.report.result import Result

_MODEL, _VALIDATION, _FILE = "model", "validation accuracy", "ONNX file"
_TUTORIAL, _MEASURED_ON = "tutorial's figure", "measured on"
_COLUMNS = {  # with what they mean
    _MODEL: "the network, by its key in params.yaml",
    "test accuracy": "share of the test images read right; nothing was chosen by them",
    "95 % interval": "Wilson's: how far the figure might be from that of many more such images;"
    " drawn on a logarithmic scale of error rates, better to the right",
    "errors": "test images read wrong",
    _VALIDATION: "after the last epoch, on images set aside for choices",
    "parameters": "numbers that training finds",
    "epochs": "how often training went through its images",
    "training": "10¹² multiply-adds: three times the forward ones, times images, times epochs",
    _FILE: "size of the network as one file for other programs, with its preprocessing inside",
    _TUTORIAL: "as the tutorial that describes the network states it",
    _MEASURED_ON: "what the tutorial measured it on; numbers in brackets are those of tutorials",
}


class Field(NamedTuple):
    """A cell: what it shows, and what it is sorted by."""

    text: str
    value: float | str | None


class Row(NamedTuple):
    """A model."""

    model: str
    fields: list[Field]  # of all columns but the first
    whiskers: tuple[
        float, float, float
    ]  # low, measured and high accuracy: 0 at the left, 100 right


class Leaderboard(NamedTuple):
    """The table."""

    columns: dict[str, str]  # with what they mean
    rows: list[Row]


def leaderboard(results: Sequence[Result], dataset: str) -> Leaderboard:
    """One row per model, fewest test errors first; columns without any figure are left out."""
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    tutorials = packaged_table("tutorials.csv", dataset).set_index("model")
    bounds = [
        result.error_rate(key) for result in results for key in ("accuracy_low", "accuracy_high")
    ]
    empty: set[str] = set()
    if all(result.validation_accuracy is None for result in results):
        empty.add(_VALIDATION)
    if all(result.export is None for result in results):
        empty.add(_FILE)
    if tutorials.empty:
        empty |= {_TUTORIAL, _MEASURED_ON}
    columns = {name: meaning for name, meaning in _COLUMNS.items() if name not in empty}
    rows: list[Row] = []
    for result in ordered:
        fields = _fields(result, tutorials)
        shown = [fields[name] for name in columns if name != _MODEL]
        rows.append(Row(result.model, shown, _whiskers(result, max(bounds), min(bounds))))
    return Leaderboard(columns, rows)


def _fields(result: Result, tutorials: pd.DataFrame) -> dict[str, Field]:
    """By their columns."""
    scores = result.scores
    validation = result.validation_accuracy
    training = float(scores["training_multiply_adds"])
    known = result.model in tutorials.index
    figure = float(tutorials["accuracy"][result.model]) if known else math.nan
    measured_on = str(tutorials["measured_on"][result.model]) if known else NOT_THERE
    return {
        "test accuracy": Field(percent(scores["accuracy"]), scores["accuracy"]),
        "95 % interval": Field(
            f"{100 * scores['accuracy_low']:.2f} to {percent(scores['accuracy_high'])}",
            scores["accuracy_low"],
        ),
        "errors": Field(f"{scores['errors']:,}", scores["errors"]),
        _VALIDATION: Field(percent(validation), validation),
        "parameters": Field(f"{scores['parameters']:,}", scores["parameters"]),
        "epochs": Field(f"{len(result.curves)}", len(result.curves)),
        "training": Field(trillions(training), training),
        _FILE: _size(result.export),
        _TUTORIAL: Field(percent(figure), None if math.isnan(figure) else figure),
        _MEASURED_ON: Field(measured_on, measured_on if known else None),
    }


def _size(export: Mapping[str, int | float] | None) -> Field:
    if export is None:
        return Field(NOT_THERE, None)
    return Field(f"{export['bytes'] / 1000:,.0f} kB", export["bytes"])


def _whiskers(result: Result, worst: float, best: float) -> tuple[float, float, float]:
    """Places on a logarithmic scale of error rates."""
    width = math.log(worst / best) or 1.0
    low, middle, high = (
        round(100 * math.log(worst / result.error_rate(key)) / width, 1)
        for key in ("accuracy_low", "accuracy", "accuracy_high")
    )
    return low, middle, high
