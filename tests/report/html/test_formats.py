"""How the page writes numbers."""

from math import nan

from digits.report.html.formats import percent, trillions


def test_a_percentage_has_its_unit_and_none_is_a_dash() -> None:
    assert percent(0.9945) == "99.45 %"
    assert percent(0.9945, 1) == "99.5 %"
    assert percent(None) == percent(nan) == "–"


def test_multiply_adds_have_three_digits_or_all_before_the_point() -> None:
    assert [trillions(count) for count in (5e6, 1.234e12, 650e12, 37_190_249_280_000_000.0)] == [
        "5e-06",
        "1.23",
        "650",
        "37,190",
    ]
    assert trillions(nan) == "–"
