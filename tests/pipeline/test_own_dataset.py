"""The whole pipeline on images of the user's own: twelve classes with names."""

import json
import re
from html import unescape
from pathlib import Path

import numpy as np
import onnx
import pandas as pd
import pytest
from own_images import NAMES, twelve_kinds
from PIL import Image
from project import Project
from safetensors.torch import load_file

from digits.prediction.classifier import Classifier

PREDICT = ("digits", "predict", "--model", "lenet", "--json")


def read(project: Project, path: str) -> str:
    return (project.folder / path).read_text(encoding="utf-8")


def test_the_network_has_an_output_for_each_class_and_learns_them(own_run: Project) -> None:
    weights = load_file(own_run.folder / "checkpoints/lenet/weights.safetensors")
    assert weights["network.logits.bias"].shape == (12,)
    logits = load_file(own_run.folder / "predictions/lenet.safetensors")["logits"]
    assert logits.shape == (120, 12)
    scores = json.loads(read(own_run, "metrics/test/lenet.json"))
    assert scores["accuracy"] > 0.9
    assert tuple(scores["classes"]) == NAMES
    counts = json.loads(read(own_run, "metrics/normalization.json"))["class_counts"]
    assert {name: (len(each), sum(each)) for name, each in counts.items()} == {
        "training": (12, 500),
        "validation": (12, 100),
    }
    table = pd.read_csv(
        own_run.folder / "metrics/confusion/lenet.csv", dtype=str, keep_default_na=False
    )
    assert table["actual"].tolist() == [NAMES[place % 12] for place in range(120)]


@pytest.mark.soak  # tests/report has each with classes and figures made up
def test_the_report_names_the_classes_and_no_figure_of_mnist(own_report: Project) -> None:
    pictures = {path.name for path in (own_report.folder / "report/figures").iterdir()}
    assert "comparison.png" in pictures
    assert "significance.png" not in pictures  # of one model
    page = read(own_report, "report/index.html")
    for name in NAMES:
        assert f'<th scope="col">{name}</th>' in page
    assert "Networks that read images" in page
    for path in ("report/RESULTS.md", "report/index.html"):
        text = unescape(read(own_report, path))
        assert not re.search(r"tutorial's (own )?figure", text)
        assert "An et al., 2020" not in text
        assert "Northcutt" not in text


def test_predictions_name_the_classes(own_run: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    path = own_run.folder / "exports/lenet/model.onnx"
    metadata = {entry.key: entry.value for entry in onnx.load(path).metadata_props}
    assert tuple(json.loads(metadata["classes"])) == NAMES
    monkeypatch.chdir(own_run.folder)
    classifier = Classifier.load(Path("exports/lenet/model.onnx"))
    assert classifier.classes == NAMES
    test = twelve_kinds(120, seed=1)
    right = classifier.predict(test.images) == test.labels.numpy()
    scores = json.loads(read(own_run, "metrics/test/lenet.json"))
    assert int((~right).sum()) == scores["errors"]  # an image isn't centred, but taken whole
    pictures: list[str] = []
    for place, image in enumerate(test.images[:12, 0].numpy()):
        pictures.append(f"{place}.png")
        Image.fromarray(image).save(own_run.folder / pictures[-1])
    assert (classifier.seen(pictures) == classifier.seen(test.images[:12])).all()
    said = own_run.run(*PREDICT, *pictures).stdout.splitlines()
    found = [json.loads(line)["digits"][0]["class"] for line in said]
    assert found == [NAMES[place] for place in classifier.predict(test.images[:12])]
    said = own_run.run(*PREDICT, "docs/photos/five.jpg").stdout
    digit = json.loads(said)["digits"][0]
    assert digit["class"] in NAMES
    assert tuple(digit["probabilities"]) == NAMES
    assert np.isclose(sum(digit["probabilities"].values()), 1, atol=1e-3)
