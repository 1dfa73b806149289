"""Gathering the figures of the stages."""

import json
from pathlib import Path

import pytest
from judged import export_figures

from digits.data.classes import DIGITS
from digits.records import RecordError, write_json
from digits.report.results import Result, ResultsError, best_by_validation, read_results

MODELS = ["lenet", "mlp", "my_net"]


def test_best_model_is_chosen_by_validation_not_by_the_test_set(results: list[Result]) -> None:
    fewest_errors = min(results, key=lambda result: result.scores["errors"])
    assert fewest_errors.model == "lenet"
    assert best_by_validation(results).model == "my_net"


def test_models_that_are_not_asked_for_are_ignored(metrics: Path) -> None:
    assert [result.model for result in read_results(metrics, ["mlp"], DIGITS)] == ["mlp"]


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


def test_no_validation_images_leave_no_validation_figures(metrics: Path) -> None:
    path = metrics / "curves" / "mlp.csv"
    path.write_text(
        "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy\n1,0.5,0.5,,\n",
        encoding="utf-8",
    )
    (result,) = read_results(metrics, ["mlp"], DIGITS)
    assert result.validation_accuracy is None
    assert json.dumps(result.summary())
    assert best_by_validation([result]) is result


def test_exports_are_read_where_there_are_any(metrics: Path) -> None:
    assert [result.export for result in read_results(metrics, MODELS, DIGITS)] == [None] * 3
    for model in MODELS:
        write_json(metrics / "exports" / f"{model}.json", export_figures())
    for result in read_results(metrics, MODELS, DIGITS):
        assert result.export is not None
        assert result.export["bytes"] == 260_175


@pytest.mark.parametrize("content", [None, "{", '{"bytes": "many"}'])
def test_a_missing_or_damaged_export_among_others_is_named(
    metrics: Path, content: str | None
) -> None:
    (metrics / "exports").mkdir()
    if content is not None:
        (metrics / "exports" / "mlp.json").write_text(content, encoding="utf-8")
    with pytest.raises(RecordError, match=r"exports/mlp\.json: .*dvc repro export@mlp --force"):
        read_results(metrics, ["mlp"], DIGITS)


@pytest.mark.parametrize(
    "file", ["test/mlp.json", "curves/mlp.csv", "confusion/mlp.csv", "reliability/mlp.csv"]
)
@pytest.mark.parametrize("content", [None, b"", b"\xff{"])
def test_missing_or_damaged_file_names_the_stage_to_run(
    metrics: Path, file: str, content: bytes | None
) -> None:
    if content is None:
        (metrics / file).unlink()
    else:
        (metrics / file).write_bytes(content)
    with pytest.raises((ResultsError, RecordError), match="dvc repro evaluate@mlp"):
        read_results(metrics, ["mlp"], DIGITS)
