"""Arguments of the benchmarks."""

from argparse import ArgumentTypeError

import pytest
from command_line import comma_separated, positive, whole_numbers
from hypothesis import given, settings
from hypothesis import strategies as st

PARTS = st.lists(st.text(min_size=1).filter(lambda part: "," not in part))


@settings(deadline=None)
@given(parts=PARTS)
def test_parts_that_were_joined_with_commas_come_back(parts: list[str]) -> None:
    assert comma_separated(",".join(parts)) == parts


@settings(deadline=None)
@given(parts=PARTS)
def test_a_comma_too_many_adds_no_part(parts: list[str]) -> None:
    assert comma_separated("," + ",,".join(parts) + ",") == parts


@settings(deadline=None)
@given(number=st.integers(min_value=1))
def test_a_number_over_zero_is_taken(number: int) -> None:
    assert positive(str(number)) == number


@pytest.mark.parametrize("text", ["0", "-1", "1.5", "1e3", "many", ""])
def test_what_is_no_whole_number_over_zero_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=r"found .*; should be"):
        positive(text)


def test_numbers_keep_their_order() -> None:
    assert whole_numbers("60000,15000,1") == [60_000, 15_000, 1]


@pytest.mark.parametrize("text", ["1,0", "-1,1", "1,two", "", ","])
def test_one_wrong_number_or_none_at_all_is_refused(text: str) -> None:
    with pytest.raises(ArgumentTypeError, match=r"found .*; should be"):
        whole_numbers(text)
