"""What corruptions of the images cost one model, beside the others."""

from collections.abc import Sequence
from typing import NamedTuple

from digits.report.html.formats import percent
from digits.report.result import Result


class Corruption(NamedTuple):
    """One kind of corrupted images."""

    name: str
    accuracy: str
    share: float  # percent
    best: float  # percent, of all models
    rank: int  # among all models; 1 for the most accurate


def corruptions(result: Result, results: Sequence[Result]) -> list[Corruption]:
    """Accuracy under each corruption, the hardest for this model first."""
    own = result.scores["robustness"]
    rows: list[Corruption] = []
    for name in sorted(own.keys() - {"mean"}, key=lambda name: (own[name], name)):
        others = [other.scores["robustness"][name] for other in results]
        rows.append(
            Corruption(
                name.replace("_", " "),
                percent(own[name], 1),
                round(100 * own[name], 1),
                round(100 * max(others), 1),
                1 + sum(share > own[name] for share in others),
            )
        )
    return rows
