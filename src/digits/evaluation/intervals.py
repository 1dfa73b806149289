"""How far an accuracy may be from what more images of the same kind would show."""

from typing import NamedTuple

from scipy.stats import binomtest


class Interval(NamedTuple):
    """Two bounds, both fractions."""

    low: float
    high: float


def wilson_interval(correct: int, n: int) -> Interval:
    """The 95 % interval of a fraction of n independent images.

    Source: Wilson, "Probable inference, the law of succession, and statistical inference", 1927,
    without continuity correction.

    Raises `ValueError` unless 0 ≤ correct ≤ n and n ≥ 1.
    """
    low, high = binomtest(correct, n).proportion_ci(0.95, method="wilson")
    return Interval(float(low), float(high))
