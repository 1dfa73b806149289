"""The mistakes of the tutorials, and what they cost."""

import re

import pytest
import torch
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


TWO = {"simple_cnn": 2, "simple_cnn_shrunk": 22}


@pytest.mark.parametrize("name", [f"M{number}" for number in range(1, 11)])
@pytest.mark.parametrize("validated", [True, False])
def test_a_lesson_is_told_in_whole_sentences(*, name: str, validated: bool) -> None:
    results = example(TWO).results
    lesson = lessons(results if validated else unvalidated(results), STATISTICS, 10)[name]
    sentences = [each for each in (lesson.mistake, lesson.instead, lesson.cost) if each]
    for text in (lesson.title, *sentences):
        assert re.match(r"[A-Z][a-z]* |0 points", text)
        # Neither in capitals nor with anything between its words.
        assert set(re.findall(r"[A-Z]{2,}", text)) <= {"CPU", "CSV", "JSON"}
        assert re.fullmatch(r"\S+(?: \S+)*", text)
    for text in sentences:
        assert re.search(r"\w[.:)]?[.:]$", text)
    assert re.fullmatch(r"\d(, \d)*", lesson.tutorials)
    for row in lesson.rows:
        assert len(row) == len(lesson.columns)
    assert bool(lesson.rows) == (name in {"M1", "M2"})


def test_titles_and_tutorials_stand_by_their_numbers(two: Example) -> None:
    found = lessons(two.results, STATISTICS, 10)
    assert [(each.title, each.tutorials) for each in found.values()] == [
        ("Training images shown as test images", "1, 5"),
        ("Pixels divided by 128 once more", "1, 5"),
        ("The best epoch, chosen by the test set", "1, 3"),
        ("A forward pass without its output", "2"),
        ("The wrong images shuffled", "2, 3"),
        ("Softmax twice", "2"),
        ("Curves that run as code", "3"),
        ("Weights that run as code", "2, 3"),
        ("Raw pixels for a photo", "3"),
        ("Folders that must exist", "2, 3"),
    ]
    assert "CPU" in found["M5"].mistake
    assert "CSV and JSON" in found["M7"].instead


@pytest.mark.parametrize(
    ("classes", "least"), [(10, "1 + 9/e) = 1.461,"), (26, "1 + 25/e) = 2.322,")]
)
def test_two_softmaxes_leave_the_loss_of_a_sure_and_right_answer(
    two: Example, classes: int, least: str
) -> None:
    # Of probabilities one and none, the softmax is e to 1.
    probabilities = torch.eye(classes, dtype=torch.float64)[0]
    loss = -float(probabilities.log_softmax(0)[0])
    assert least.endswith(f"{loss:.3f},")
    assert f"below log({least}" in lessons(two.results, STATISTICS, classes)["M6"].cost


def test_raw_pixels_have_their_deviation_in_both_places(two: Example) -> None:
    statistics = PixelStatistics(mean=0.2, std=0.4)
    assert lessons(two.results, statistics, 10)["M9"].cost == (
        "Raw pixels have a standard deviation of 102 here, standardized ones of 1: inputs are some"
        " 102 times what the network knows."
    )
