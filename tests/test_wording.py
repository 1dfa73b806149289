"""Words that the pictures and the page share."""

import math

import pytest

from digits.wording import article, percent


def test_only_an_eight_begins_with_a_vowel() -> None:
    assert [article(digit) for digit in range(10)] == [
        *(f"a {digit}" for digit in range(8)),
        "an 8",
        "a 9",
    ]


@pytest.mark.parametrize(
    ("share", "expected"),
    [
        (0.0, "0.0 %"),
        (0.998, "99.8 %"),
        (0.9994, "99.9 %"),
        (0.99996, "> 99.9 %"),
        (math.nextafter(1, 0), "> 99.9 %"),
        (1.0, "100.0 %"),
    ],
)
def test_only_all_is_100_percent(share: float, expected: str) -> None:
    assert percent(share) == expected
