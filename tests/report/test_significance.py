"""Which differences are real: worked out by hand, and against the definition of the test."""

from itertools import combinations
from math import comb

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.report.result import Result
from digits.report.significance import comparisons, mcnemar, neighbours


def result(model: str, wrong: set[int], n: int = 200) -> Result:
    """A network that reads these of n zeros as ones."""
    confusion = pd.DataFrame(
        {"actual": ["0"] * n, "predicted": [str(int(i in wrong)) for i in range(n)]}
    )
    return Result(model, {"errors": len(wrong)}, pd.DataFrame(), confusion, pd.DataFrame())


@given(first=st.integers(0, 40), second=st.integers(0, 40))
def test_is_the_exact_test_and_takes_no_side(first: int, second: int) -> None:
    total, fewer = first + second, min(first, second)
    one_side = sum(comb(total, k) for k in range(fewer + 1)) / 2**total
    expected = 1.0 if first == second else min(1.0, 2 * one_side)
    assert mcnemar(first, second) == pytest.approx(expected)
    assert mcnemar(first, second) == pytest.approx(mcnemar(second, first))


def test_two_networks_with_the_same_errors_are_the_same() -> None:
    (pair,) = comparisons([result("a", {1, 2}), result("b", {1, 2})])
    assert (pair.first_alone, pair.second_alone, pair.p, pair.differ) == (0, 0, 1.0, False)


def test_every_pair_is_corrected_by_holm_for_all_of_them() -> None:
    good, middle, bad = result("a", {0}), result("b", set(range(12))), result("c", set(range(60)))
    pairs = comparisons([good, middle, bad])
    assert [(pair.first, pair.second) for pair in pairs] == list(combinations("abc", 2))
    ordered = sorted(pairs, key=lambda pair: pair.p)
    running = 0.0
    for place, pair in enumerate(ordered):
        running = max(running, min(1.0, (3 - place) * pair.p))
        assert pair.corrected_p == pytest.approx(running)


def test_sentences_go_from_the_fewest_errors_to_the_most() -> None:
    bad, good, near = result("c", set(range(60))), result("a", {0, 1}), result("b", {0, 1, 2})
    first, second = neighbours([bad, good, near])
    assert first == "`a` and `b` can't be told apart (0 against 1 wrong in one alone)."
    assert second.startswith("`b` is better than `c` (0 against 57 wrong in one alone, corrected p")


def test_a_single_pair_has_a_p_that_nothing_corrects() -> None:
    (only,) = neighbours([result("a", set()), result("b", set(range(60)))])
    assert only.endswith("wrong in one alone, p = 1.7e-18).")


def test_one_network_has_no_neighbour() -> None:
    assert comparisons([result("a", {1})]) == []
    assert neighbours([result("a", {1})]) == []
