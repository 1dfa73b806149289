"""What is known of one model, trained and judged."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import pandas as pd


@dataclass(frozen=True)
class Result:
    """One model, trained and judged."""

    model: str
    scores: dict[str, Any]  # metrics/test/<model>.json
    curves: pd.DataFrame  # metrics/curves/<model>.csv: a row per epoch
    confusion: pd.DataFrame  # metrics/confusion/<model>.csv: a row per test image
    reliability: pd.DataFrame  # metrics/reliability/<model>.csv: a row per range of confidence
    export: dict[str, int | float] | None = None  # metrics/exports/<model>.json; None without it

    @property
    def validation_accuracy(self) -> float | None:
        """After the last epoch; None where no images were set aside."""
        last = float(self.curves["validation_accuracy"].iloc[-1])
        return None if pd.isna(last) else last

    def error_rate(self, key: str = "accuracy") -> float:
        """One minus an accuracy; half an error for none at all, which logarithmic scales lack.

        Args:
            key: of `scores`: accuracy, accuracy_low or accuracy_high.
        """
        return max(1 - self.scores[key], 0.5 / self.scores["n"])

    def missed_by_this_alone(self, other: "Result") -> int:
        """How many test images this model read wrong and the other one right."""
        wrong, other_wrong = (
            (result.confusion["actual"] != result.confusion["predicted"])
            for result in (self, other)
        )
        return int((wrong & ~other_wrong).sum())

    def summary(self) -> dict[str, object]:
        """The figures of the model in metrics/summary.json."""
        kept = ("parameters", "training_multiply_adds", "accuracy", "errors", "n", "loss")
        return {
            "epochs": len(self.curves),
            "validation_accuracy": self.validation_accuracy,
            **{
                f"test_{key}" if key in {"accuracy", "loss"} else key: self.scores[key]
                for key in kept
            },
        }


def best_by_validation(results: Sequence[Result]) -> Result:
    """The model to recommend. The test set has no say in it: its figure would no longer be fair.

    Of equal accuracies, the one with the lower loss; the first of the models where losses are
    equal too, or no images were set aside.
    """

    def goodness(result: Result) -> tuple[float, float]:
        loss = float(result.curves["validation_loss"].iloc[-1])
        return result.validation_accuracy or 0.0, 0.0 if pd.isna(loss) else -loss

    return max(results, key=goodness)
