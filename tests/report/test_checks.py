"""What a table of figures must be, before the report believes it."""

import math
import re
from typing import Any

import pandas as pd
import pytest
from judged import scores

from digits.data.classes import DIGITS
from digits.report.checks import check_scores, check_table

CURVES = {
    "epoch": [1, 2],
    "train_loss": [0.5, 0.4],
    "train_accuracy": [0.8, 1.0],
    "validation_loss": [0.5, None],
    "validation_accuracy": [0.9, None],
}
SHARES = (
    "accuracy",
    "accuracy_low",
    "accuracy_high",
    "accuracy_on_training_images",
    "accuracy_without_mislabelled",
    "calibration_error",
)


def test_what_was_found_is_told() -> None:
    with pytest.raises(
        ValueError, match=r"^found 1 rows of the columns 'epoch', 'loss'; should have"
    ):
        check_table("curves", pd.DataFrame({"epoch": [1], "loss": [0.5]}), DIGITS)
    with pytest.raises(ValueError, match=r"^parameters: is missing$"):
        check_scores({"parameter": 3})
    with pytest.raises(ValueError, match=r"^parameters: found 'many'; "):
        check_scores({"parameters": "many"})


def test_good_curves_pass_with_or_without_validation() -> None:
    check_table("curves", pd.DataFrame(CURVES), DIGITS)


@pytest.mark.parametrize(
    ("column", "values", "words"),
    [
        ("epoch", [1.0, 2.0], "epoch: should be whole numbers in every row"),
        ("epoch", [2, 3], "epoch: should count from 1"),
        ("train_accuracy", [0.8, 1.01], "train_accuracy: should be from 0 to 1 in every row"),
        ("train_loss", [0.5, -0.1], "train_loss: should be from 0 to "),
        ("train_loss", [0.5, None], "train_loss: a row holds none"),
        ("validation_loss", ["low", "high"], "validation_loss: should be numbers in every row"),
    ],
)
def test_wrong_values_are_named_with_their_column(
    column: str, values: list[object], words: str
) -> None:
    with pytest.raises(ValueError, match=f"^{words}"):
        check_table("curves", pd.DataFrame({**CURVES, column: values}), DIGITS)


def changed(key: str, value: object) -> dict[str, Any]:
    """Good scores of a network, but for one."""
    return {**scores(errors=3, n=20), key: value}


@pytest.mark.parametrize(
    ("key", "ends"),
    [
        *[(key, (1, 2**63 - 1)) for key in ("parameters", "training_multiply_adds", "n")],
        *[(key, (0, 2**63 - 1)) for key in ("errors", "errors_mislabelled")],
        *[(key, (0.0, 1 + 1e-9)) for key in SHARES],
        ("calibration_error_with_temperature", (None, 0.0, 1 + 1e-9)),
        ("loss", (0.0, 9e99)),
        ("temperature", (None, 0.0, 9e99)),
        ("robustness", ({"mean": 0.0}, {"mean": 1 + 1e-9})),
    ],
)
def test_scores_may_lie_at_the_ends_of_their_ranges(key: str, ends: tuple[object, ...]) -> None:
    for value in ends:
        check_scores(changed(key, value))


@pytest.mark.parametrize(
    ("key", "values"),
    [
        *[(key, (0, 2**63)) for key in ("parameters", "training_multiply_adds", "n")],
        *[(key, (-1, 2**63, 1.5, "3")) for key in ("errors", "errors_mislabelled")],
        *[
            (key, (-1e-9, 1.00001, "0.5", math.nan))
            for key in (*SHARES, "calibration_error_with_temperature")
        ],
        *[(key, (-1e-9, 1e100, math.inf)) for key in ("loss", "temperature")],
    ],
)
def test_scores_beyond_their_ranges_are_named(key: str, values: tuple[object, ...]) -> None:
    for value in values:
        with pytest.raises(ValueError, match=f"^{key}: found {re.escape(repr(value))}; Input"):
            check_scores(changed(key, value))


@pytest.mark.parametrize(
    ("robustness", "said"),
    [
        ({"mean": 0.5, "fog": 1.1}, "robustness.fog: found 1.1; Input should be less than or eq"),
        ({"fog": 0.5}, "robustness.mean: is missing"),
    ],
)
def test_a_key_within_a_key_is_named_with_both(robustness: dict[str, float], said: str) -> None:
    with pytest.raises(ValueError, match=f"^{re.escape(said)}"):
        check_scores(changed("robustness", robustness))


RELIABILITY = {
    "logits": ["as trained", "with temperature"],
    "images": [5, 0],
    "confidence": [0.5, None],
    "accuracy": [1.0, None],
}
CONFUSION = {"actual": ["0", "9"], "predicted": ["0", "1"]}


def test_ranges_without_images_have_neither_confidence_nor_accuracy() -> None:
    check_table("reliability", pd.DataFrame(RELIABILITY), DIGITS)


def test_only_names_of_classes_are_confused() -> None:
    check_table("confusion", pd.DataFrame(CONFUSION), DIGITS)
    with pytest.raises(ValueError, match=r"^should hold the names of classes: 0, 1, 2$"):
        check_table("confusion", pd.DataFrame(CONFUSION), DIGITS[:3])


@pytest.mark.parametrize(
    ("kind", "column", "values", "words"),
    [
        ("reliability", "images", [0.5, 1.0], "images: should be whole numbers in every row"),
        ("reliability", "images", [-1, 1], "images: should be from 0 to 1e+100 in every row"),
        (
            "reliability",
            "confidence",
            [1.1, None],
            "confidence: should be from 0 to 1 in every row",
        ),
        ("reliability", "accuracy", [-0.1, None], "accuracy: should be from 0 to 1 in every row"),
        ("curves", "train_accuracy", [0.5, None], "train_accuracy: a row holds none"),
        (
            "curves",
            "train_loss",
            [0.5, 2e100],
            "train_loss: should be from 0 to 1e+100 in every row",
        ),
        (
            "curves",
            "validation_accuracy",
            [0.5, 1.1],
            "validation_accuracy: should be from 0 to 1 in every row",
        ),
        ("curves", "epoch", [1, 3], "epoch: should count from 1"),
    ],
)
def test_what_a_column_should_hold_is_told_in_full(
    kind: str, column: str, values: list[object], words: str
) -> None:
    good = {"reliability": RELIABILITY, "curves": CURVES}[kind]
    with pytest.raises(ValueError, match=f"^{re.escape(words)}$"):
        check_table(kind, pd.DataFrame({**good, column: values}), DIGITS)


@pytest.mark.parametrize(
    ("kind", "good"), [("curves", CURVES), ("confusion", CONFUSION), ("reliability", RELIABILITY)]
)
def test_a_table_without_rows_or_with_other_columns_is_told_what_it_should_have(
    kind: str, good: dict[str, list[object]]
) -> None:
    # Of twelve columns, ten are shown.
    others = pd.DataFrame({f"c{place}": [1, 2] for place in range(12)})
    for table in (pd.DataFrame(columns=list(good)), others):
        shown = ", ".join(repr(name) for name in table.columns[:10])
        with pytest.raises(ValueError, match=r"^found ") as caught:
            check_table(kind, table, DIGITS)
        assert str(caught.value) == (
            f"found {len(table)} rows of the columns {shown}; should have the columns"
            f" {', '.join(good)}, and a row or more"
        )
