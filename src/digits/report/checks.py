"""What the report takes for granted of the files under `metrics/`."""

import reprlib
from collections.abc import Mapping, Sequence
from typing import Annotated, Any

import numpy as np
import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, ValidationError

from digits.records import CURVE_COLUMNS

_SHOWN = 10  # columns, of those found
_ROUNDING = 1e-9  # by which the upper end of an interval may come to lie above 1
_HUGE = 1e100  # no figure of ours

_Count = Annotated[int, Field(ge=0, lt=2**63)]
_Least1 = Annotated[int, Field(ge=1, lt=2**63)]
_Share = Annotated[float, Field(ge=0, le=1 + _ROUNDING)]
_NotNegative = Annotated[float, Field(ge=0, lt=_HUGE)]

_COLUMNS = {
    "curves": CURVE_COLUMNS,
    "confusion": ("actual", "predicted"),
    "reliability": ("logits", "images", "confidence", "accuracy"),
}
_WHOLE = {"epoch", "images"}
_SHARES = {"train_accuracy", "validation_accuracy", "confidence", "accuracy"}
# Without validation images, and for a range of confidence that no image falls into.
_MAY_BE_EMPTY = {"validation_loss", "validation_accuracy", "confidence", "accuracy"}


class _Scores(BaseModel):
    """The keys of `metrics/test/<model>.json` that tables and pictures show."""

    model_config = ConfigDict(strict=True, allow_inf_nan=False)

    parameters: _Least1
    training_multiply_adds: _Least1
    accuracy: _Share
    accuracy_low: _Share
    accuracy_high: _Share
    errors: _Count
    n: _Least1
    loss: _NotNegative
    accuracy_on_training_images: _Share
    accuracy_without_mislabelled: _Share
    errors_mislabelled: _Count
    calibration_error: _Share
    temperature: _NotNegative | None = None
    calibration_error_with_temperature: _Share | None = None
    robustness: dict[str, _Share]


def first_mistake(error: ValidationError) -> str:
    """The key of what pydantic found first, what stands there, and what should."""
    mistake = error.errors(include_url=False)[0]
    key = ".".join(str(part) for part in mistake["loc"])
    if mistake["type"] == "missing":
        return f"{key}: is missing"
    return f"{key}: found {reprlib.repr(mistake['input'])}; {mistake['msg']}"


def check_scores(scores: Mapping[str, Any]) -> None:
    """Raises `ValueError` with the key, what was found and what it should be."""
    try:
        _Scores.model_validate(scores)
    except ValidationError as error:
        raise ValueError(first_mistake(error)) from error
    if "mean" not in scores["robustness"]:
        raise ValueError("robustness.mean: is missing")


def check_table(kind: str, table: pd.DataFrame, classes: Sequence[str]) -> None:
    """Compare a table with what the stage `evaluate` writes.

    Args:
        kind: curves, confusion or reliability.
        table: as pandas read it; of confusion, as text.
        classes: their names.

    Raises `ValueError` where it has other columns, no row, or values that can't be.
    """
    if tuple(table.columns) != _COLUMNS[kind] or table.empty:
        found = ", ".join(reprlib.repr(str(name)) for name in table.columns[:_SHOWN])
        raise ValueError(
            f"found {len(table)} rows of the columns {found}; should have the columns"
            f" {', '.join(_COLUMNS[kind])}, and a row or more"
        )
    if kind == "confusion":
        if not table.isin(classes).all(axis=None):
            raise ValueError(f"should hold the names of classes: {', '.join(classes)}")
        return
    for name, column in table.items():
        if name != "logits":
            _check_numbers(str(name), column)
    if kind == "curves" and table["epoch"].tolist() != list(range(1, len(table) + 1)):
        raise ValueError("epoch: should count from 1")


def _check_numbers(name: str, column: "pd.Series[Any]") -> None:
    if column.dtype.kind not in ("iu" if name in _WHOLE else "iuf"):
        kind = "whole numbers" if name in _WHOLE else "numbers"
        raise ValueError(f"{name}: should be {kind} in every row")
    if name not in _MAY_BE_EMPTY and column.isna().any():
        raise ValueError(f"{name}: a row holds none")
    most = 1 if name in _SHARES else _HUGE
    numbers = column.dropna().to_numpy(dtype=np.float64)
    if not ((numbers >= 0) & (numbers <= most)).all():
        raise ValueError(f"{name}: should be from 0 to {most:g} in every row")
