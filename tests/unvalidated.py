"""Results as they are where no images were set aside for validation."""

from collections.abc import Sequence
from dataclasses import replace

from digits.report.result import Result


def unvalidated(results: Sequence[Result]) -> list[Result]:
    """The same without figures of validation images, and without a temperature fitted on them."""
    nothing = dict.fromkeys(["validation_loss", "validation_accuracy"], float("nan"))
    return [
        replace(
            each,
            curves=each.curves.assign(**nothing),
            scores={key: each.scores[key] for key in each.scores if "temperature" not in key},
            reliability=each.reliability[each.reliability["logits"] == "as trained"],
        )
        for each in results
    ]
