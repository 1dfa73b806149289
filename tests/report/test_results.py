"""Gathering the figures of the stages."""

import json
from pathlib import Path

import pytest
from judged import export_figures

from digits.data.classes import DIGITS
from digits.records import RecordError, write_json
from digits.report.result import best_by_validation
from digits.report.results import ResultsError, read_results

MODELS = ["lenet", "mlp", "my_net"]


def test_models_that_are_not_asked_for_are_ignored(metrics: Path) -> None:
    assert [result.model for result in read_results(metrics, ["mlp"], DIGITS)] == ["mlp"]


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
    with pytest.raises(RecordError, match=r"exports/mlp\.json: .*dvc repro export@mlp$"):
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
