"""The page of results."""

import re

import pytest
from unvalidated import unvalidated

from digits.params.schema import Robustness
from digits.report.page import results_page
from digits.report.result import Result

ROBUSTNESS = Robustness(images=2500, seed=0, mnist_c=None)


def test_page_shows_every_model_and_every_picture_has_a_text(results: list[Result]) -> None:
    page = results_page(results, "mnist", set_aside=5000, mislabelled=15, robustness=ROBUSTNESS)
    for result in results:
        assert f"`{result.model}`" in page
    pictures = re.findall(r"!\[(.*?)\]\(figures/(\w+)\.png\)", page)
    assert {name for _, name in pictures} == {
        "digits",
        "loss",
        "accuracy",
        "comparison",
        "cost",
        "significance",
        "reliability",
        "robustness",
        "confusion",
    }
    assert all(text for text, _ in pictures)
    assert "5,000 were set aside" in page
    assert "`lenet` and `my_net` can't be told apart" in page
    assert "for all 3 pairs" in page
    assert "Accuracy on 20 of the test images" in page  # all that there are
    assert "about 15 test images" in page
    assert "`my_net` has the highest validation accuracy" in page


def test_some_of_the_test_images_are_counted(results: list[Result]) -> None:
    some = ROBUSTNESS.model_copy(update={"images": 15})
    page = results_page(results, "mnist", set_aside=0, mislabelled=0, robustness=some)
    assert "Accuracy on 15 of the test images" in page


def test_without_validation_images_there_is_no_word_of_them(results: list[Result]) -> None:
    page = results_page(
        unvalidated(results), "mnist", set_aside=0, mislabelled=0, robustness=ROBUSTNESS
    )
    text = re.sub(r"^\|.*", "", page, flags=re.MULTILINE)
    assert "validation" not in text
    assert "emperature" not in text
    assert "The best model" not in text
    assert f"this is `{results[0].model}`" in text


@pytest.mark.parametrize("dataset", ["own", "kmnist"])
def test_labels_that_a_user_doubts_are_credited_to_nobody(
    dataset: str, results: list[Result]
) -> None:
    page = results_page(results, dataset, set_aside=0, mislabelled=3, robustness=ROBUSTNESS)
    assert "about 3 test images" in page
    assert "evaluation.mislabelled" in page
    assert "Northcutt" not in page


def test_two_models_are_one_pair_without_a_correction(results: list[Result]) -> None:
    page = results_page(results[:2], "mnist", set_aside=0, mislabelled=0, robustness=ROBUSTNESS)
    assert "the exact McNemar test." in page
    assert "Holm" not in page


def test_one_model_is_compared_with_none(results: list[Result]) -> None:
    page = results_page(results[:1], "mnist", set_aside=0, mislabelled=0, robustness=ROBUSTNESS)
    assert "Which differences are real" not in page
    assert "significance.png" not in page


def test_page_without_comparisons_has_no_heading_for_them(results: list[Result]) -> None:
    assert "What pairs of designs teach" not in results_page(
        results, "mnist", set_aside=0, mislabelled=0, robustness=ROBUSTNESS
    )


def test_images_of_our_own_are_not_called_mnist_c(results: list[Result]) -> None:
    ours = results_page(results, "mnist", set_aside=0, mislabelled=0, robustness=ROBUSTNESS)
    assert "MNIST-C-style" in ours
    supplied = ROBUSTNESS.model_copy(update={"mnist_c": "mnist_c"})
    official = results_page(results, "mnist", set_aside=0, mislabelled=0, robustness=supplied)
    assert "MNIST-C-style" not in official
    assert "the official files of MNIST-C" in official
