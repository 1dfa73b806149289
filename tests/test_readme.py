"""Copying the table of results into the README."""

import pytest

from digits.readme import with_results

README = "# Title\n\n<!-- results -->\nold\n<!-- /results -->\n\nmore\n"
RESULTS = "# Results\n\n| a |\n|--:|\n| 1 |\n\n| b |\n|---|\n"


def test_first_table_of_the_results_stands_between_the_marks() -> None:
    expected = "# Title\n\n<!-- results -->\n| a |\n|--:|\n| 1 |\n<!-- /results -->\n\nmore\n"
    assert with_results(README, RESULTS) == expected


def test_doing_it_twice_changes_nothing() -> None:
    once = with_results(README, RESULTS)
    assert with_results(once, RESULTS) == once


@pytest.mark.parametrize(("readme", "results"), [("no marks", RESULTS), (README, "no table")])
def test_missing_parts_are_refused(readme: str, results: str) -> None:
    with pytest.raises(ValueError, match="no <!-- results --> marks"):
        with_results(readme, results)
