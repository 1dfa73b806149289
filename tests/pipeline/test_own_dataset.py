"""The whole pipeline on images of the user's own: twelve classes with names."""

import json
from pathlib import Path

import numpy as np
import onnx
import pandas as pd
import pytest
import torch
from project import Project, copy_of_project
from safetensors.torch import load_file
from synthetic import write_dataset

from digits.data.images import LabelledImages
from digits.prediction.classifier import Classifier

NAMES = ("NA", "10", "Ankle boot", "T-shirt/top", "é", *(f"kind {place}" for place in range(7)))


def twelve_kinds(count: int, seed: int) -> LabelledImages:
    """Images with a bright block at one of twelve places."""
    generator = torch.Generator().manual_seed(seed)
    labels = torch.arange(count) % len(NAMES)
    images = torch.randint(0, 60, (count, 1, 28, 28), generator=generator, dtype=torch.uint8)
    for index, label in enumerate(labels.tolist()):
        row, column = 2 + 9 * (label // 4), 1 + 7 * (label % 4)
        images[index, 0, row : row + 6, column : column + 5] = 240
    return LabelledImages(images, labels, NAMES)


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    project = copy_of_project(tmp_path_factory.mktemp("own") / "project")
    write_dataset(project.folder / "mine", twelve_kinds(600, seed=0), twelve_kinds(120, seed=1))

    def change(params: dict[str, dict[str, object]]) -> None:
        params["dataset"] |= {"name": "own", "source": "mine", "classes": [*NAMES]}
        params["split"]["validation_size"] = 100
        params["robustness"]["images"] = 20
        network = params["models"]["lenet"]
        assert isinstance(network, dict)
        network["training"].update(epochs=4, batch_size=50, threads=1, augmentation=None)
        params["evaluation"]["threads"] = 1
        params["models"] = {"lenet": network}

    project.edit_params(change)
    for stale in ("metrics", "report"):
        for path in sorted((project.folder / stale).rglob("*"), reverse=True):
            path.unlink() if path.is_file() else path.rmdir()
    (project.folder / "dvc.lock").unlink()
    project.run("dvc", "repro")
    return project


def read(project: Project, path: str) -> str:
    return (project.folder / path).read_text(encoding="utf-8")


def test_the_network_has_an_output_for_each_class_and_learns_them(project: Project) -> None:
    weights = load_file(project.folder / "checkpoints/lenet/weights.safetensors")
    assert weights["network.logits.bias"].shape == (12,)
    logits = load_file(project.folder / "predictions/lenet.safetensors")["logits"]
    assert logits.shape == (120, 12)
    scores = json.loads(read(project, "metrics/test/lenet.json"))
    assert scores["accuracy"] > 0.9
    assert tuple(scores["classes"]) == NAMES
    assert len(json.loads(read(project, "metrics/normalization.json"))["class_counts"]["training"])


def test_figures_and_pages_name_the_classes(project: Project) -> None:
    table = pd.read_csv(
        project.folder / "metrics/confusion/lenet.csv", dtype=str, keep_default_na=False
    )
    assert table["actual"].tolist() == [NAMES[place % 12] for place in range(120)]
    page = read(project, "report/index.html")
    for name in NAMES:
        assert f'<th scope="col">{name}</th>' in page
    assert "Networks that read images" in page


def test_no_figure_of_mnist_stands_beside_those_of_other_images(project: Project) -> None:
    for path in ("report/RESULTS.md", "report/index.html"):
        text = read(project, path)
        assert "tutorial's own figure" not in text
        assert "An et al., 2020" not in text
        assert "Northcutt" not in text


def test_predictions_name_the_classes(project: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = project.folder / "exports/lenet/model.onnx"
    metadata = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    assert tuple(json.loads(metadata["classes"])) == NAMES
    monkeypatch.chdir(project.folder)
    classifier = Classifier.load(Path("exports/lenet/model.onnx"))
    assert classifier.classes == NAMES
    test = twelve_kinds(120, seed=1)
    right = classifier.predict(test.images) == test.labels.numpy()
    scores = json.loads(read(project, "metrics/test/lenet.json"))
    assert int((~right).sum()) == scores["errors"]  # an image isn't centred, but taken whole
    said = project.run("digits", "predict", "--json", "report/figures/digits.png").stdout
    digit = json.loads(said)["digits"][0]
    assert digit["class"] in NAMES
    assert tuple(digit["probabilities"]) == NAMES
    assert np.isclose(sum(digit["probabilities"].values()), 1, atol=1e-3)
