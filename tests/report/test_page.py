"""The page of results."""

import re

from digits.report.page import results_page
from digits.report.results import Result


def test_page_shows_every_model_and_every_picture_has_a_text(results: list[Result]) -> None:
    page = results_page(results, set_aside=5000)
    for result in results:
        assert f"`{result.model}`" in page
    pictures = re.findall(r"!\[(.*?)\]\(figures/(\w+)\.png\)", page)
    assert {name for _, name in pictures} == {
        "digits",
        "loss",
        "accuracy",
        "comparison",
        "confusion",
    }
    assert all(text for text, _ in pictures)
    assert "5,000 were set aside" in page
    assert "`my_net` has the highest validation accuracy" in page


def test_page_without_comparisons_has_no_heading_for_them(results: list[Result]) -> None:
    assert "What pairs of designs teach" not in results_page(results, set_aside=0)
