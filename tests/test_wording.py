"""Words that the pictures and the page share."""

import math

import pytest

from digits.wording import article, percent


def test_of_digits_only_an_eight_begins_with_a_vowel() -> None:
    assert [article(str(digit)) for digit in range(10)] == [
        *(f"a {digit}" for digit in range(8)),
        "an 8",
        "a 9",
    ]


def test_names_have_the_article_that_they_are_spoken_with() -> None:
    assert [
        article(name) for name in ("F", "o", "11", "80", "Ankle boot", "sandal", "ki", "18")
    ] == [
        "an F",
        "an o",
        "an 11",
        "an 80",
        "an Ankle boot",
        "a sandal",
        "a ki",
        "an 18",
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
