"""What three mistakes cost, as it was measured."""

from dataclasses import replace

import pytest
from example_page import Example, example

from digits.report.html.measured_lessons import (
    best_epoch,
    shrunk_inputs,
    training_images_shown_as_test_images,
)


@pytest.fixture
def two() -> Example:
    """A network with the right inputs, and with shrunk ones: 2 and 22 errors of 200."""
    return example({"simple_cnn": 2, "simple_cnn_shrunk": 22})


def test_shrunk_inputs_cost_what_was_measured(two: Example) -> None:
    lesson = shrunk_inputs({each.model: each for each in two.results})
    assert "loses 10.00 points" in lesson.cost
    assert [row[0] for row in lesson.rows] == ["simple_cnn", "simple_cnn_shrunk"]
    assert [row[-1] for row in lesson.rows] == ["99.00 %", "89.00 %"]


def test_training_images_flatter_by_what_was_measured(two: Example) -> None:
    # 99.5 % on training images, for both.
    lesson = training_images_shown_as_test_images(two.results)
    assert lesson.rows == [
        ["simple_cnn_shrunk", "99.50 %", "89.00 %", "10.50 points"],
        ["simple_cnn", "99.50 %", "99.00 %", "0.50 points"],
    ]


def test_what_turns_out_the_other_way_is_not_called_a_loss_or_a_gain() -> None:
    results = example({"simple_cnn": 22, "simple_cnn_shrunk": 2}).results
    assert "gains 10.00 points" in shrunk_inputs({each.model: each for each in results}).cost
    easier = [
        replace(each, scores={**each.scores, "accuracy_on_training_images": 0.5})
        for each in results
    ]
    lesson = training_images_shown_as_test_images(easier)
    assert lesson.cost == "None of these networks looks better so:"
    assert "as the mean of 1 model," in best_epoch(results[:1]).cost


def test_the_best_epoch_is_compared_with_the_last(two: Example) -> None:
    # The validation accuracy falls by 3 points from the second epoch to the third, or by one.
    first = two.results[0]
    less = replace(first, curves=first.curves.assign(validation_accuracy=[0.9, 0.95, 0.94]))
    cost = best_epoch([less, *two.results[1:]]).cost  # one point and three
    assert (
        "2.00 points above the last one, as the mean of 2 models, and 3.00 points at most" in cost
    )


def test_tables_of_figures_say_what_stands_in_their_columns(two: Example) -> None:
    flattered = training_images_shown_as_test_images(two.results)
    assert flattered.columns == ["model", "on training images", "on test images", "too good by"]
    assert flattered.cost == "The same networks look better by up to 10.50 points:"
    shrunk = shrunk_inputs({each.model: each for each in two.results})
    assert shrunk.columns == [
        "model",
        "training accuracy of the first epoch",
        "of the last",
        "test accuracy",
    ]
    assert shrunk.rows[0] == ["simple_cnn", "50.00 %", "100.00 %", "99.00 %"]
    assert shrunk.cost == "The same network with the same recipe loses 10.00 points:"


@pytest.mark.parametrize("model", ["simple_cnn", "simple_cnn_shrunk"])
def test_one_of_a_pair_tells_nothing_of_shrunk_inputs(model: str, two: Example) -> None:
    lesson = shrunk_inputs({each.model: each for each in two.results if each.model == model})
    assert (lesson.cost, lesson.columns, lesson.rows) == ("", [], [])


def test_equal_networks_lose_nothing_and_are_flattered_by_nothing() -> None:
    results = [
        replace(each, scores={**each.scores, "accuracy_on_training_images": 0.95})
        for each in example({"simple_cnn": 10, "simple_cnn_shrunk": 10}).results
    ]
    lesson = shrunk_inputs({each.model: each for each in results})
    assert "loses 0.00 points" in lesson.cost
    assert training_images_shown_as_test_images(results).cost.startswith("None of these")


def test_a_network_without_validation_is_no_part_of_the_mean(two: Example) -> None:
    one, other = two.results
    some = other.curves.assign(validation_accuracy=[float("nan"), 0.5, 0.4])
    assert "as the mean of 1 model," in best_epoch([one, replace(other, curves=some)]).cost
