"""The mistakes of the tutorials, and what they cost."""

import pytest
from example_page import STATISTICS, Example, example
from unvalidated import unvalidated

from digits.data.statistics import PixelStatistics
from digits.report.html.lessons import lessons


@pytest.fixture
def two() -> Example:
    """A network with the right inputs, and with shrunk ones: 2 and 22 errors of 200."""
    return example({"simple_cnn": 2, "simple_cnn_shrunk": 22})


def test_every_mistake_has_its_place(two: Example) -> None:
    assert list(lessons(two.results, STATISTICS, 10)) == [f"M{number}" for number in range(1, 11)]


def test_what_was_not_measured_has_no_figure(two: Example) -> None:
    found = lessons(unvalidated(two.results[:1]), STATISTICS, 10)
    assert [found[name].cost for name in ("M2", "M3", "M5")] == [""] * 3
    assert found["M2"].rows == []
    assert "validation" not in found["M3"].instead


def test_raw_pixels_are_compared_with_those_of_this_dataset(two: Example) -> None:
    statistics = PixelStatistics(mean=0.2, std=0.4)  # 255 × 0.4 = 102
    assert "inputs are some 102 times" in lessons(two.results, statistics, 10)["M9"].cost
