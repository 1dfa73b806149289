"""Networks that the page offers: which, in what order, and what is said where one isn't there."""

import contextlib
import json
import shutil
from pathlib import Path

import onnx
import pytest
from demo_project import ACCURACIES, DEFAULT, OTHER, write_record

from digits.demo.networks import ExportedNetwork, NetworkError, exported_networks
from digits.records import RecordError

DAMAGED = rf"{OTHER}/model.onnx: is damaged; make it again with: dvc repro export@{OTHER}$"


def networks(folder: Path, *names: str) -> list[ExportedNetwork]:
    with contextlib.chdir(folder):
        return exported_networks(names)


def test_the_best_by_validation_comes_first(project: Path) -> None:
    found = networks(project)
    assert [each.name for each in found] == [DEFAULT, OTHER]
    assert {each.name: each.accuracy for each in found} == ACCURACIES
    assert networks(project, OTHER, DEFAULT, OTHER) == found


def test_some_networks_can_be_chosen(project: Path) -> None:
    assert [each.name for each in networks(project, OTHER)] == [OTHER]


def test_where_the_best_is_not_exported_the_next_one_comes_first(folder: Path) -> None:
    (folder / "exports" / DEFAULT / "model.onnx").unlink()
    shutil.copytree(folder / "exports" / OTHER, folder / "exports" / "worse")
    write_record(folder / "metrics" / "test" / "worse.json", {"accuracy": 0.999})
    path = folder / "metrics" / "summary.json"
    summary = json.loads(path.read_text(encoding="utf-8"))
    models = {"worse": {"validation_accuracy": 0.5}, **summary["models"]}
    write_record(path, {**summary, "models": models})
    assert [each.name for each in networks(folder)] == [OTHER, "worse"]


def test_one_that_is_newer_than_the_report_is_offered_by_its_name(folder: Path) -> None:
    shutil.copytree(folder / "exports" / OTHER, folder / "exports" / "mine")
    write_record(folder / "metrics" / "test" / "mine.json", {"accuracy": 0.5})
    assert [each.name for each in networks(folder, "mine", OTHER)] == [OTHER, "mine"]
    assert "mine" not in [each.name for each in networks(folder)]


def test_layers_are_those_of_the_file(project: Path) -> None:
    network = networks(project, OTHER)[0]
    outputs = [each.name for each in onnx.load_from_string(network.content).graph.output]
    assert [layer["name"] for layer in network.layers] == outputs[2:]
    shapes = {layer["title"]: layer["shape"] for layer in network.layers}
    assert shapes["conv1 · 6 × 28 × 28"] == [6, 28, 28]
    assert shapes["fc1 · 84"] == [84]


@pytest.mark.parametrize("names", [(), (DEFAULT,)])
def test_a_missing_export_is_told_with_its_command(folder: Path, names: tuple[str, ...]) -> None:
    for name in ACCURACIES:
        (folder / "exports" / name / "model.onnx").unlink()
    with pytest.raises(NetworkError, match=f"with: dvc repro export@{DEFAULT}$"):
        networks(folder, *names)


def test_an_unknown_name_is_told_with_those_that_there_are(project: Path) -> None:
    new = "a new one is made with: dvc repro export@vgg"
    with pytest.raises(NetworkError, match=f"no 'vgg'; there are {OTHER}, {DEFAULT}; {new}$"):
        networks(project, "vgg")
    with pytest.raises(NetworkError, match=r"no 'lenet6'; did you mean 'lenet5'\? there are"):
        networks(project, "lenet6")


@pytest.mark.parametrize(
    ("found", "put"),
    [(b"layers", b"lawyer"), (b'"title"', b'"TITLE"'), (b"seen", b"sawn"), (b'[{"', b'({"')],
)
def test_a_file_with_other_contents_is_refused(folder: Path, found: bytes, put: bytes) -> None:
    path = folder / "exports" / OTHER / "model.onnx"
    content = path.read_bytes()
    assert found in content
    path.write_bytes(content.replace(found, put))
    with pytest.raises(NetworkError, match=DAMAGED):
        networks(folder)


@pytest.mark.parametrize("length", [0, 1, 1000, 100_000])
def test_a_file_cut_short_is_told_with_its_command(folder: Path, length: int) -> None:
    path = folder / "exports" / OTHER / "model.onnx"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(NetworkError, match=DAMAGED):
        networks(folder)


def test_missing_figures_are_told_with_their_command(folder: Path) -> None:
    (folder / "metrics" / "test" / f"{OTHER}.json").unlink()
    with pytest.raises(RecordError, match=f"make it with: dvc repro evaluate@{OTHER}$"):
        networks(folder)


@pytest.mark.parametrize("models", [None, {}, [], "all"])
def test_a_summary_without_models_is_refused(folder: Path, models: object) -> None:
    path = folder / "metrics" / "summary.json"
    write_record(path, {**json.loads(path.read_text(encoding="utf-8")), "models": models})
    with pytest.raises(NetworkError, match=r"summary.json: models: lists none"):
        networks(folder)


def test_without_a_summary_the_command_is_told(folder: Path) -> None:
    (folder / "metrics" / "summary.json").unlink()
    with pytest.raises(RecordError, match=r"can't be read .*; make it with: dvc repro$"):
        networks(folder)
