"""What a table of figures must be, before the report believes it."""

import pandas as pd
import pytest

from digits.data.classes import DIGITS
from digits.report.checks import check_scores, check_table

CURVES = {
    "epoch": [1, 2],
    "train_loss": [0.5, 0.4],
    "train_accuracy": [0.8, 1.0],
    "validation_loss": [0.5, None],
    "validation_accuracy": [0.9, None],
}


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
