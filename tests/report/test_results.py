"""Gathering the figures of the stages."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from judged import export_figures

from digits.data.classes import DIGITS
from digits.records import RecordError, write_csv, write_json
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


def test_other_labels_than_those_of_the_first_model_are_told_of_both(metrics: Path) -> None:
    file = metrics / "confusion" / "my_net.csv"
    text = file.read_text(encoding="utf-8")
    file.write_text(text.removesuffix("9,9\n") + "8,9\n", encoding="utf-8")
    with pytest.raises(ResultsError) as caught:
        read_results(metrics, MODELS, DIGITS)
    folder = metrics / "confusion"
    assert str(caught.value) == (
        f"{folder}/lenet.csv: other labels than in {folder}/my_net.csv; make both with: dvc repro"
        " evaluate@lenet evaluate@my_net"
    )


def test_other_corruptions_than_those_of_the_first_model_are_told_of_both(metrics: Path) -> None:
    file = metrics / "test" / "mlp.json"
    scores = json.loads(file.read_text(encoding="utf-8"))
    del scores["robustness"]["fog"]
    write_json(file, scores)
    with pytest.raises(ResultsError) as caught:
        read_results(metrics, MODELS, DIGITS)
    folder = metrics / "test"
    assert str(caught.value) == (
        f"{folder}/lenet.json: other corruptions than in {folder}/mlp.json; make both with: dvc"
        " repro evaluate@lenet evaluate@mlp"
    )


WRONG: list[tuple[str, Callable[[str], str], str]] = [
    (
        "confusion/mlp.csv",
        lambda text: text + "0,0\n",
        "21 rows; should be one for each of 20 test images",
    ),
    ("test/mlp.json", lambda text: text.replace("0.0123", "2"), "calibration_error: found 2; "),
    ("curves/mlp.csv", lambda text: text.replace("\n2,", "\n3,"), "epoch: should count from 1"),
    ("curves/mlp.csv", lambda text: text + "1,2,3,4,5,6\n", "Error tokenizing data. C error: "),
]


@pytest.mark.parametrize(("file", "spoil", "said"), WRONG)
def test_a_file_that_is_not_what_it_should_be_is_named_with_the_fault_in_one_line(
    metrics: Path, file: str, spoil: Callable[[str], str], said: str
) -> None:
    path = metrics / file
    path.write_text(spoil(path.read_text(encoding="utf-8")), encoding="utf-8")
    with pytest.raises(ResultsError) as caught:
        read_results(metrics, ["mlp"], DIGITS)
    assert str(caught.value).startswith(f"{path}: {said}")
    assert str(caught.value).endswith("; make it with: dvc repro evaluate@mlp")
    assert "\n" not in str(caught.value)


def test_a_missing_table_is_said_to_be_that(metrics: Path) -> None:
    path = metrics / "curves" / "mlp.csv"
    path.unlink()
    with pytest.raises(ResultsError) as caught:
        read_results(metrics, ["mlp"], DIGITS)
    assert str(caught.value) == (
        f"{path}: can't be read (No such file or directory); make it with: dvc repro evaluate@mlp"
    )


def test_classes_may_be_called_as_numbers_and_gaps_are(metrics: Path) -> None:
    classes = ("01", "NA", "nan")
    rows = [("01", "NA"), ("NA", "NA"), ("nan", "01"), *[("01", "01")] * 17]
    write_csv(metrics / "confusion" / "mlp.csv", ["actual", "predicted"], rows)
    [result] = read_results(metrics, ["mlp"], classes)
    assert list(result.confusion.itertuples(index=False, name=None)) == rows


def test_each_table_and_export_is_that_of_its_model(metrics: Path) -> None:
    for place, model in enumerate(MODELS):
        write_json(metrics / "exports" / f"{model}.json", export_figures(1000 + place))
    for place, result in enumerate(read_results(metrics, MODELS, DIGITS)):
        wrong = result.confusion["actual"] != result.confusion["predicted"]
        assert wrong.sum() == result.scores["errors"]
        assert result.curves.columns.tolist()[0] == "epoch"
        assert result.reliability.columns.tolist()[0] == "logits"
        expected = export_figures(1000 + place)
        del expected["opset"]
        assert result.export == expected
