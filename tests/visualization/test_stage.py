"""The stage `visualize`: what it writes, and what it refuses."""

import json
import shutil
from pathlib import Path

import pytest
import torch
import yaml
from judged import write_judged
from params_document import as_text
from stage_in_process import run_stage
from synthetic import synthetic_digits
from trained import seeded_classifier

from digits.checkpoint import save_classifier
from digits.data.images import LabelledImages


def edited(folder: Path, key: str, value: object) -> None:
    params = yaml.safe_load((folder / "params.yaml").read_text(encoding="utf-8"))
    params["visualization"][key] = value
    (folder / "params.yaml").write_text(as_text(params), encoding="utf-8")


def test_writes_the_pictures_and_what_the_page_needs(
    tmp_path: Path, test_images: LabelledImages
) -> None:
    ended = run_stage(write_judged(tmp_path, test_images), "visualize", "m")
    assert (ended.code, ended.stderr) == (0, "")
    folder = tmp_path / "pictures" / "m"
    content = json.loads((folder / "page" / "layers.json").read_text(encoding="utf-8"))
    pages = {f"page/{layer['picture']}" for layer in content["layers"] if layer["picture"]}
    people = {f"{name}.png" for name in ("feature_maps", "filters", "wrong", "unsure", "saliency")}
    files = {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()}
    assert files == people | pages | {"page/layers.json"}
    before = {path: (folder / path).read_bytes() for path in files}
    shutil.rmtree(folder)
    assert run_stage(tmp_path, "visualize", "m").code == 0
    assert {path: (folder / path).read_bytes() for path in files} == before


def test_a_test_set_with_few_of_the_digits_is_drawn(tmp_path: Path) -> None:
    digits = synthetic_digits(60, seed=3)
    some = digits.select(torch.isin(digits.labels, torch.tensor([1, 8])).nonzero()[:, 0])
    ended = run_stage(write_judged(tmp_path, some), "visualize", "m")
    assert (ended.code, ended.stderr) == (0, "")
    content = json.loads((tmp_path / "pictures/m/page/layers.json").read_text(encoding="utf-8"))
    assert [digit["label"] for digit in content["digits"]] == [1, 8]


@pytest.mark.parametrize(
    ("image", "expected"),
    [(60, "found 60; should be from 0 to 59"), (10**9, "found 1000000000; should be from 0 to 59")],
)
def test_an_image_that_is_not_there_is_named_by_its_key(
    tmp_path: Path, test_images: LabelledImages, image: int, expected: str
) -> None:
    edited(write_judged(tmp_path, test_images), "image", image)
    ended = run_stage(tmp_path, "visualize", "m")
    assert ended.code == 2
    assert ended.stderr.startswith(f"error: params.yaml: visualization.image: {expected}")
    assert not (tmp_path / "pictures").exists()


def test_without_an_8_another_image_is_drawn(tmp_path: Path) -> None:
    digits = synthetic_digits(60, seed=3)
    some = digits.select((digits.labels != 8).nonzero()[:, 0])
    ended = run_stage(write_judged(tmp_path, some), "visualize", "m")
    assert (ended.code, ended.stderr) == (0, "")
    assert (tmp_path / "pictures" / "m" / "feature_maps.png").exists()


def test_weights_of_another_architecture_are_refused(
    tmp_path: Path, test_images: LabelledImages
) -> None:
    weights = "checkpoints/m/weights.safetensors"
    save_classifier(seeded_classifier("two_conv"), write_judged(tmp_path, test_images) / weights)
    ended = run_stage(tmp_path, "visualize", "m")
    assert ended.code == 1
    assert ended.stderr == (
        f"error: {weights}: weights of two_conv, params.yaml says lenet; make it with: dvc repro"
        " train@m\n"
    )


def test_weights_that_the_predictions_are_not_of_are_refused(
    tmp_path: Path, test_images: LabelledImages
) -> None:
    weights = "checkpoints/m/weights.safetensors"
    write_judged(tmp_path, test_images)
    save_classifier(seeded_classifier("lenet", seed=1), tmp_path / weights)
    ended = run_stage(tmp_path, "visualize", "m")
    assert ended.code == 1
    assert ended.stderr.startswith(f"error: {weights}: gives other answers than `evaluate` wrote")
    assert not (tmp_path / "pictures").exists()
