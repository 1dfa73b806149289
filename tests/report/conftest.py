"""Results of three models as the stages would have written them."""

from pathlib import Path

import pytest
from judged import scores

from digits.data.classes import DIGITS
from digits.evaluation.calibration import RELIABILITY_COLUMNS
from digits.records import write_csv, write_json
from digits.report.result import Result
from digits.report.results import read_results
from digits.training.history import Epoch, write_history

ERRORS = {"lenet": 3, "mlp": 9, "my_net": 5}  # of 20 test images
VALIDATION = {"lenet": [0.7, 0.8], "mlp": [0.5, 0.55], "my_net": [0.8, 0.9]}


@pytest.fixture
def metrics(tmp_path: Path) -> Path:
    """A folder `metrics` with the files of three models."""
    for model, errors in ERRORS.items():
        write_json(tmp_path / "test" / f"{model}.json", scores(errors=errors, n=20))
        first, second = VALIDATION[model]
        epochs = [Epoch(1, 1.0, 0.4, 0.9, first), Epoch(2, 0.5, 0.9, 0.7, second)]
        write_history(tmp_path / "curves" / f"{model}.csv", epochs)
        actual = [index % 10 for index in range(20)]
        predicted = [(digit + (index < errors)) % 10 for index, digit in enumerate(actual)]
        pairs = zip(actual, predicted, strict=True)
        write_csv(tmp_path / "confusion" / f"{model}.csv", ["actual", "predicted"], pairs)
        bins = [
            (kind, count, confidence, confidence - 0.1)
            for kind in ("as trained", "with temperature")
            for count, confidence in ((5, 0.5), (15, 0.9), (0, float("nan")))
        ]
        write_csv(tmp_path / "reliability" / f"{model}.csv", RELIABILITY_COLUMNS, bins)
    return tmp_path


@pytest.fixture
def results(metrics: Path) -> list[Result]:
    """The same, read."""
    return read_results(metrics, ERRORS, DIGITS)
