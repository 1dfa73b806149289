"""All models in one table, which the page can sort."""

import math
from collections.abc import Mapping, Sequence
from typing import NamedTuple

import pandas as pd

from digits.params.schema import Model
from digits.report.html.formats import NOT_THERE, percent
from digits.report.packaged import packaged_table
from digits.report.results import Result

COLUMNS = {  # with what a reader may want to know of them
    "model": "",
    "test accuracy": "of the test images, which nothing was chosen by",
    "95 % interval": "Wilson's: how far the figure might be from that of many more such images",
    "errors": "test images read wrong",
    "validation accuracy": "after the last epoch, on images set aside for choices",
    "parameters": "",
    "epochs": "",
    "training": "10¹² multiply-adds: three times the forward ones, times images, times epochs",
    "tutorial's figure": "as the tutorial that describes the network states it",
    "measured on": "what is wrong with the tutorial's figure",
}


class Field(NamedTuple):
    """A cell: what it shows, and what it is sorted by."""

    text: str
    value: float | str | None


class Row(NamedTuple):
    """A model."""

    model: str
    architecture: str
    fields: list[Field]  # of all columns but the first
    whiskers: tuple[
        float, float, float
    ]  # low, measured and high accuracy: 0 at the left, 100 right


def leaderboard(results: Sequence[Result], models: Mapping[str, Model]) -> list[Row]:
    """One row per model, fewest test errors first."""
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    tutorials = packaged_table("tutorials.csv").set_index("model")
    bounds = [
        _error_rate(result, key) for result in results for key in ("accuracy_low", "accuracy_high")
    ]
    return [
        Row(
            result.model,
            models[result.model].architecture,
            _fields(result, tutorials),
            _whiskers(result, max(bounds), min(bounds)),
        )
        for result in ordered
    ]


def _fields(result: Result, tutorials: pd.DataFrame) -> list[Field]:
    scores = result.scores
    validation = result.validation_accuracy
    training = scores["training_multiply_adds"] / 1e12
    known = result.model in tutorials.index
    figure = float(tutorials["accuracy"][result.model]) if known else math.nan
    measured_on = str(tutorials["measured_on"][result.model]) if known else NOT_THERE
    return [
        Field(percent(scores["accuracy"]), scores["accuracy"]),
        Field(
            f"{100 * scores['accuracy_low']:.2f} to {percent(scores['accuracy_high'])}",
            scores["accuracy_low"],
        ),
        Field(f"{scores['errors']:,}", scores["errors"]),
        Field(percent(validation), validation),
        Field(f"{scores['parameters']:,}", scores["parameters"]),
        Field(f"{len(result.curves)}", len(result.curves)),
        Field(f"{training:.3g}", training),
        Field(percent(figure), None if math.isnan(figure) else figure),
        Field(measured_on, measured_on if known else None),
    ]


def _whiskers(result: Result, worst: float, best: float) -> tuple[float, float, float]:
    """Places on a logarithmic scale of error rates."""
    width = math.log(worst / best) or 1.0
    low, middle, high = (
        round(100 * math.log(worst / _error_rate(result, key)) / width, 1)
        for key in ("accuracy_low", "accuracy", "accuracy_high")
    )
    return low, middle, high


def _error_rate(result: Result, key: str) -> float:
    # The logarithm has no place for no error at all: half of one stands for it.
    return max(1 - result.scores[key], 0.5 / result.scores["n"])
