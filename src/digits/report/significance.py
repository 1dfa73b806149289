"""Which networks' accuracies differ by more than chance, on the same test images."""

from collections.abc import Sequence
from itertools import combinations, pairwise
from typing import NamedTuple

import numpy as np
from scipy.stats import binomtest
from statsmodels.stats.multitest import multipletests

from digits.report.result import Result

LEVEL = 0.05  # the chance of even one false difference among all pairs
SMALLEST_P = 0.001  # that is written out


class Comparison(NamedTuple):
    """Two networks on the same images."""

    first: str
    second: str
    first_alone: int  # images that the first reads wrong and the second right
    second_alone: int
    p: float  # of the exact McNemar test
    corrected_p: float  # Holm's, for all pairs

    @property
    def differ(self) -> bool:
        """Whether chance is an unlikely reason for the difference."""
        return self.corrected_p < LEVEL


def mcnemar(first_alone: int, second_alone: int) -> float:
    """The chance that two equally good networks differ this much or more, in either direction.

    Source: McNemar, "Note on the sampling error of the difference between correlated proportions or
    percentages", 1947; the exact test, on the binomial distribution.
    """
    total = first_alone + second_alone
    return float(binomtest(first_alone, total).pvalue) if total else 1.0


def comparisons(results: Sequence[Result]) -> list[Comparison]:
    """Compare every two networks, with Holm's correction for the number of pairs.

    Source: Holm, "A simple sequentially rejective multiple test procedure", 1979.
    """
    pairs = list(combinations(results, 2))
    alone = [
        (one.missed_by_this_alone(other), other.missed_by_this_alone(one)) for one, other in pairs
    ]
    found = [mcnemar(*counts) for counts in alone]
    corrected = np.asarray(multipletests(found, method="holm")[1]).tolist() if found else []
    return [
        Comparison(one.model, other.model, *counts, p, holm)
        for (one, other), counts, p, holm in zip(pairs, alone, found, corrected, strict=True)
    ]


def neighbours(results: Sequence[Result]) -> list[str]:
    """A sentence for each two networks that follow each other by their errors, fewest first."""
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    by_pair = {(each.first, each.second): each for each in comparisons(ordered)}
    name = name_of_p(len(results))
    return [_sentence(by_pair[one.model, other.model], name) for one, other in pairwise(ordered)]


def name_of_p(networks: int) -> str:
    """What the p of two networks is called, of so many: where there is one pair, it is as found."""
    return "corrected p" if networks > 2 else "p"  # noqa: PLR2004 - more than one pair


def _sentence(pair: Comparison, name_of_p: str) -> str:
    counts = f"{pair.first_alone} against {pair.second_alone} wrong in one alone"
    if pair.differ:
        return (
            f"`{pair.first}` is better than `{pair.second}`"
            f" ({counts}, {name_of_p} = {pair.corrected_p:.2g})."
        )
    return f"`{pair.first}` and `{pair.second}` can't be told apart ({counts})."
