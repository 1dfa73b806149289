"""The page of results."""

import re
from dataclasses import replace
from itertools import pairwise
from typing import Any

import pytest
from markdown_table import rows_of
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


def text_of(results: list[Result], **changes: Any) -> str:  # noqa: ANN401 - as results_page has them
    """The page of results, with all sentences on one line."""
    some: dict[str, Any] = {
        "dataset": "mnist",
        "set_aside": 5000,
        "mislabelled": 15,
        "robustness": ROBUSTNESS,
    }
    return " ".join(results_page(results, **{**some, **changes}).split())


def test_pictures_are_described_by_what_they_show(results: list[Result]) -> None:
    pictures = ["feature_maps", "wrong", "saliency"]
    text = text_of(results, pictures=pictures)
    assert re.findall(r"!\[(.*?)\]\(figures/(\w+)\.png\)", text) == [
        ("the first images, each with its label", "digits"),
        ("loss of every model by epoch", "loss"),
        ("accuracy of every model by epoch", "accuracy"),
        ("validation error of all models by epoch, and their test errors", "comparison"),
        ("test accuracy of every model against its parameters and its training", "cost"),
        ("corrected p of every two models", "significance"),
        ("accuracy against confidence, of every model", "reliability"),
        ("accuracy of every model under every corruption", "robustness"),
        ("confusion matrix of my_net", "confusion"),
        ("the most confidently wrong images of my_net", "wrong"),
        ("saliency of my_net for one image of each class, of ten at most", "saliency"),
        ("every layer's output of my_net for one test image", "feature_maps"),
    ]
    assert "![training error of all models by epoch, and" in text_of(results, set_aside=0)
    assert "![p of every two models]" in text_of(results[:2])


DOUBTED = (
    "averaged over all images. The temperature, which logits are divided by, was fitted on the"
    " validation images. The last two columns are about 15 test images whose label most of five"
    " raters reject (Northcutt, Athalye & Mueller, 2021); the first figure of a network stays that"
    " with all images. | model |"
)
DOUBTED_BY_A_USER = (
    "averaged over all images. The last two columns are about 15 test images whose label is in"
    " doubt (`evaluation.mislabelled` in params.yaml); the first figure"
)
CORRUPTED_HERE = (
    "under fifteen corruptions (MNIST-C-style: the kinds of Mu & Gilmer's MNIST-C, 2019, made here,"
    " with strengths of our own; [every.py](../src/digits/corruptions/every.py)): "
)
OTHERS = (
    "images of this kind. Figures of others are marked by what their authors did with the test"
    " images ([published.csv](../src/digits/report/published.csv)). ![test accuracy"
)
SUPPLIED = ROBUSTNESS.model_copy(update={"mnist_c": "mnist_c"})


@pytest.mark.parametrize(
    ("changes", "sentences"),
    [
        (
            {},
            [
                DOUBTED,
                CORRUPTED_HERE,
                OTHERS,
                "logarithmic) of every epoch, in training and in validation: ![loss",
                "McNemar test, with Holm's correction for all 3 pairs. Below 0.05",
            ],
        ),
        (
            {"dataset": "own", "set_aside": 0},
            [
                DOUBTED_BY_A_USER,
                "of many more images of this kind. ![test accuracy",
                "logarithmic) of every epoch, in training: ![loss",
            ],
        ),
        (
            {"set_aside": 0, "mislabelled": 0, "robustness": SUPPLIED},
            [
                "averaged over all images. | model |",
                "under fifteen corruptions (the official files of MNIST-C, Mu & Gilmer, 2019): ",
            ],
        ),
    ],
)
def test_sentences_fit_what_was_done(
    results: list[Result], changes: dict[str, Any], sentences: list[str]
) -> None:
    text = text_of(results, **changes)
    assert [each for each in sentences if each not in text] == []


def test_each_section_has_its_table(results: list[Result]) -> None:
    # The pair of designs needs two models that are compared.
    named = [*results, replace(results[1], model="lenet5")]
    page = results_page(named, "mnist", set_aside=5000, mislabelled=0, robustness=ROBUSTNESS)
    sections = page.split("\n#")
    headers = {
        section.splitlines()[0].lstrip("# "): [cells[1] for cells in tables_in(section)]
        for section in sections
    }
    assert {name: found for name, found in headers.items() if found} == {
        "Results": ["parameters"],
        "Side by side": ["test errors"],
        "How sure, and how right": ["calibration error"],
    }
    assert "\n\n\n" not in page


def tables_in(text: str) -> list[list[str]]:
    """The headers of the tables in a text."""
    return [
        header
        for header, dashes in pairwise(rows_of(text))
        if all(set(cell) <= {":", "-"} for cell in dashes)
    ]
