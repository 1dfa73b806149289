"""What the stages measured, gathered from `metrics/` into one record per model."""

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pandas as pd

from digits.errors import UserError


class ResultsError(UserError):
    """A file under `metrics/` is missing or damaged."""


@dataclass(frozen=True)
class Result:
    """One model, trained and judged."""

    model: str
    scores: dict[str, Any]  # metrics/test/<model>.json
    curves: pd.DataFrame  # metrics/curves/<model>.csv: a row per epoch
    confusion: pd.DataFrame  # metrics/confusion/<model>.csv: a row per test image
    reliability: pd.DataFrame  # metrics/reliability/<model>.csv: a row per range of confidence

    @property
    def validation_accuracy(self) -> float | None:
        """After the last epoch; None where no images were set aside."""
        last = float(self.curves["validation_accuracy"].iloc[-1])
        return None if pd.isna(last) else last

    def missed_by_this_alone(self, other: "Result") -> int:
        """How many test images this model read wrong and the other one right."""
        wrong, other_wrong = (
            (result.confusion["actual"] != result.confusion["predicted"])
            for result in (self, other)
        )
        return int((wrong & ~other_wrong).sum())

    def summary(self) -> dict[str, object]:
        """The figures of the model's row in the table of results."""
        kept = ("parameters", "training_multiply_adds", "accuracy", "errors", "n", "loss")
        return {
            "epochs": len(self.curves),
            "validation_accuracy": self.validation_accuracy,
            **{
                f"test_{key}" if key in {"accuracy", "loss"} else key: self.scores[key]
                for key in kept
            },
        }


def read_results(metrics: Path, models: Iterable[str]) -> list[Result]:
    """Read the records of these models; those of others, left by an earlier state, are ignored.

    Raises `ResultsError` where one is missing or damaged.
    """
    return [_read(metrics, model) for model in models]


def best_by_validation(results: Sequence[Result]) -> Result:
    """The model to recommend. The test set has no say in it: its figure would no longer be fair.

    Where no images were set aside, the first of the models.
    """
    return max(results, key=lambda result: result.validation_accuracy or 0.0)


def _read(metrics: Path, model: str) -> Result:
    try:
        return Result(
            model,
            json.loads((metrics / "test" / f"{model}.json").read_text(encoding="utf-8")),
            pd.read_csv(metrics / "curves" / f"{model}.csv"),
            pd.read_csv(metrics / "confusion" / f"{model}.csv"),
            pd.read_csv(metrics / "reliability" / f"{model}.csv"),
        )
    except (OSError, ValueError) as error:
        raise ResultsError(
            f"{metrics}: can't read the results of {model} ({error}); make them:"
            f" dvc repro evaluate@{model}"
        ) from error
