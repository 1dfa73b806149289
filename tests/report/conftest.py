"""Results of three models as the stages would have written them."""

from pathlib import Path

import pandas as pd
import pytest

from digits.records import write_csv, write_json
from digits.report.results import Result, read_results

ERRORS = {"lenet": 3, "mlp": 9, "my_net": 5}  # of 20 test images
VALIDATION = {"lenet": [0.7, 0.8], "mlp": [0.5, 0.55], "my_net": [0.8, 0.9]}


@pytest.fixture
def metrics(tmp_path: Path) -> Path:
    """A folder `metrics` with the files of three models."""
    for model, errors in ERRORS.items():
        write_json(
            tmp_path / "test" / f"{model}.json",
            {
                "parameters": 1234,
                "accuracy": 1 - errors / 20,
                "errors": errors,
                "n": 20,
                "loss": 0.5,
            },
        )
        curves = pd.DataFrame(
            {
                "epoch": [1, 2],
                "train_loss": [1.0, 0.5],
                "train_accuracy": [0.4, 0.9],
                "validation_loss": [0.9, 0.7],
                "validation_accuracy": VALIDATION[model],
            }
        )
        write_csv(tmp_path / "curves" / f"{model}.csv", curves)
        actual = [index % 10 for index in range(20)]
        predicted = [(digit + (index < errors)) % 10 for index, digit in enumerate(actual)]
        confusion = pd.DataFrame({"actual": actual, "predicted": predicted})
        write_csv(tmp_path / "confusion" / f"{model}.csv", confusion)
    return tmp_path


@pytest.fixture
def results(metrics: Path) -> list[Result]:
    """The same, read."""
    return read_results(metrics, ERRORS)
