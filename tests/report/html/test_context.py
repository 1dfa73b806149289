"""What the page's template is given."""

import re
from typing import Any

import pytest
from example_page import Example, example

from digits.report.html.colours import gradient, lines
from digits.report.html.context import page_context
from digits.report.html.hardest import hardest_images

ORDER = ["lenet", "my_net", "mlp"]  # by their errors


def context_of(given: Example) -> dict[str, Any]:
    return page_context(
        given.results,
        given.answers,
        given.test,
        given.architectures,
        given.params,
        given.statistics,
    )


@pytest.fixture(scope="module")
def context(whole: Example) -> dict[str, Any]:
    return context_of(whole)


def test_networks_stand_in_the_order_of_their_errors(context: dict[str, Any]) -> None:
    assert [view.result.model for view in context["views"]] == ORDER
    assert context["lines"] == lines(ORDER)
    assert [row.model for row in context["leaderboard"].rows] == ORDER
    (shown,) = (
        each for each in context["charts"]["loss-train"]["params"] if each["name"] == "shown"
    )
    assert shown["value"] == ORDER


def test_the_page_says_what_was_judged_and_which_network_is_best(
    whole: Example, context: dict[str, Any]
) -> None:
    assert (context["n"], context["corrupted"]) == (200, 200)
    assert context["subject"] == "handwritten digits"
    assert context["classes"] == whole.test.classes
    assert (context["best"].model, context["validated"]) == ("lenet", True)
    assert context["hardest"] == hardest_images(list(whole.answers.values()))
    few = whole.params.robustness.model_copy(update={"images": 150})
    changed = context_of(whole.but(params=whole.params.model_copy(update={"robustness": few})))
    assert changed["corrupted"] == 150


def test_scales_that_diverge_are_purple_and_orange(context: dict[str, Any]) -> None:
    assert context["scales"] == {True: gradient("PuOr_r"), False: gradient("viridis")}


def test_charts_have_their_names_and_what_they_can_choose(context: dict[str, Any]) -> None:
    assert set(context["charts"]) == {
        *("accuracy-validation", "loss-validation", "accuracy-train", "loss-train"),
        *("parameters", "training_multiply_adds", "calibration"),
    }
    assert context["kinds"] == {"validation": "validation", "train": "training"}
    assert context["quantities"] == ("accuracy", "loss")
    assert context["calibration"]["name"] == "ranges"
    assert set(context["calibration"]["models"]) == set(ORDER)
    domain = context["charts"]["calibration"]["layer"][1]["encoding"]["color"]["scale"]["domain"]
    assert domain == ["as trained", "with temperature"]


def test_pictures_of_all_images_that_are_shown_are_there(
    whole: Example, context: dict[str, Any]
) -> None:
    confusion = context["confusion"]
    assert confusion["places"] == sorted(confusion["places"])
    assert context["tiles"] == {place: tile for tile, place in enumerate(confusion["places"])}
    assert confusion["columns"] == context["sprite_columns"] == 50
    shown = {0, 1, *range(12)}  # drawn, and the hardest
    for model, cells in confusion["models"].items():
        for key, images in cells.items():
            assert re.fullmatch(r"\d-\d", key)
            assert images
            for place, sure in images:
                shown.add(place)
                assert sure == f"{100 * float(whole.answers[model].confidence[place]):.1f} %"
    mistakes = {each.place for view in context["views"] for each in view.mistakes}
    assert set(confusion["places"]) == shown | mistakes
    assert context["most_digits"] == 2
    assert context["sprite_address"].startswith("data:image/png;base64,iVBORw0KGgo")


def test_tables_are_of_the_dataset_and_of_all_networks(context: dict[str, Any]) -> None:
    assert {row["name"] for row in context["published"]} >= {"votes of 9 networks"}
    assert len(context["significance"].in_words) == 3
    assert len(context["robustness"].in_words) == 9
    assert list(context["lessons"]) == [f"M{place}" for place in range(1, 11)]
    assert len(context["reproduction"].checksums) == 4
    assert context["pairs"] == []


def test_one_network_without_pictures_has_no_digits_and_no_differences() -> None:
    one = context_of(example({"mlp": 60}))
    assert one["most_digits"] == 0
    assert one["significance"] is None
