"""What is said of one model, from its figures."""

import pytest

from digits.report.result import Result, best_by_validation


def test_best_model_is_chosen_by_validation_not_by_the_test_set(results: list[Result]) -> None:
    fewest_errors = min(results, key=lambda result: result.scores["errors"])
    assert fewest_errors.model == "lenet"
    assert best_by_validation(results).model == "my_net"


def test_of_equal_accuracies_the_lower_loss_counts(results: list[Result]) -> None:
    for result, loss in zip(results, (0.3, 0.2, 0.2), strict=True):
        result.curves[["validation_accuracy", "validation_loss"]] = 0.9, loss
    assert best_by_validation(results).model == "mlp"  # the first of the last two
    assert best_by_validation(results[::-1]).model == "my_net"


def test_without_validation_the_first_model_is_taken(results: list[Result]) -> None:
    for result in results:
        result.curves[["validation_accuracy", "validation_loss"]] = float("nan")
    assert best_by_validation(results) is results[0]


def test_summary_has_the_last_epoch(results: list[Result]) -> None:
    assert results[0].summary() == {
        "epochs": 2,
        "validation_accuracy": 0.8,
        "parameters": 1234,
        "training_multiply_adds": 5_000_000,
        "test_accuracy": 0.85,
        "errors": 3,
        "n": 20,
        "test_loss": 0.5,
    }


def test_images_that_one_model_alone_reads_wrong_are_counted(results: list[Result]) -> None:
    lenet, mlp, _ = results  # wrong on the first 3, and on the first 9
    assert mlp.missed_by_this_alone(lenet) == 6
    assert lenet.missed_by_this_alone(mlp) == 0


def test_no_error_at_all_counts_as_half_of_one(results: list[Result]) -> None:
    lenet, *_ = results  # 3 errors of 20, and an interval that ends at no error
    assert lenet.error_rate() == pytest.approx(0.15)
    assert lenet.error_rate("accuracy_high") == 0.5 / 20
