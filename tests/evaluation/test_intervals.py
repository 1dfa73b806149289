"""Wilson's interval, against figures worked out by hand and by its formula."""

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.evaluation.intervals import wilson_interval

Z = 1.959964  # the normal distribution's 97.5 % point


@given(n=st.integers(1, 20_000), share=st.floats(0, 1))
def test_is_wilsons_formula(n: int, share: float) -> None:
    correct = round(share * n)
    p = correct / n
    centre = (p + Z**2 / (2 * n)) / (1 + Z**2 / n)
    half = Z / (1 + Z**2 / n) * math.sqrt(p * (1 - p) / n + Z**2 / (4 * n**2))
    low, high = wilson_interval(correct, n)
    assert low == pytest.approx(centre - half, abs=1e-6)
    assert high == pytest.approx(centre + half, abs=1e-6)


def test_holds_the_fraction_and_stays_between_no_and_all() -> None:
    for correct in (0, 1, 99, 100):
        low, high = wilson_interval(correct, 100)
        assert 0 <= low <= correct / 100 <= high <= 1
    assert wilson_interval(0, 100).high > 0
    assert wilson_interval(100, 100).low < 1


@pytest.mark.parametrize(("correct", "n"), [(-1, 10), (11, 10), (0, 0)])
def test_what_is_no_fraction_is_refused(correct: int, n: int) -> None:
    with pytest.raises(ValueError, match="must"):
        wilson_interval(correct, n)
