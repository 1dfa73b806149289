"""`dvc repro` from nothing, on a small dataset behind a local HTTP server."""

import json
import re
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from pipeline_models import MODELS
from project import Project
from safetensors.torch import load_file
from stage_in_process import run_stage

from digits.corruptions.every import CORRUPTIONS

EVERY_STAGE = {
    "download",
    "normalize",
    "corrupt",
    "report",
    *(
        f"{stage}@{model}"
        for stage in ("train", "evaluate", "visualize", "export")
        for model in MODELS
    ),
}
OUTPUTS = ("data", "checkpoints", "predictions", "pictures", "exports")  # in DVC's cache alone


def test_first_run_runs_every_stage(first_run: tuple[Project, set[str]]) -> None:
    assert first_run[1] == EVERY_STAGE


def test_networks_learn_the_synthetic_digits(first_run: tuple[Project, set[str]]) -> None:
    for model in MODELS:
        path = first_run[0].folder / "metrics" / "test" / f"{model}.json"
        scores = json.loads(path.read_text(encoding="utf-8"))
        assert scores["n"] == 200
        assert scores["errors"] == round((1 - scores["accuracy"]) * 200)
        assert scores["accuracy"] > scores["accuracy_before_training"]


def test_all_results_for_git_are_in_git_and_nothing_else(project: Project) -> None:
    tracked = set(project.run("git", "ls-files", "metrics", "report").stdout.split())
    page = (project.folder / "report" / "RESULTS.md").read_text(encoding="utf-8")
    expected = {
        "metrics/normalization.json",
        "metrics/summary.json",
        *(f"metrics/{kind}/{model}.json" for kind in ("test", "exports") for model in MODELS),
        *(
            f"metrics/{kind}/{model}.csv"
            for kind in ("curves", "confusion", "reliability")
            for model in MODELS
        ),
        "report/RESULTS.md",
        *(f"report/{picture}" for picture in re.findall(r"figures/\w+\.png", page)),
    }
    assert tracked == expected
    lines = project.run("git", "status", "--porcelain", "--ignored").stdout.splitlines()
    assert {line[:2] for line in lines} == {"!!"}  # ignored
    assert {line.removeprefix("!! ") for line in lines} >= {
        *(f"{outputs}/" for outputs in OUTPUTS),
        "report/index.html",
    }
    assert not project.run("git", "ls-files", *OUTPUTS).stdout


@pytest.mark.soak
def test_running_everything_again_gives_the_same_bytes(project: Project) -> None:
    assert project.stages_run("--force", "--no-run-cache") == EVERY_STAGE
    assert project.run("git", "status", "--porcelain").stdout == ""


def test_curves_have_a_row_per_epoch(first_run: tuple[Project, set[str]]) -> None:
    for model in MODELS:
        curves = pd.read_csv(Path(first_run[0].folder, "metrics", "curves", f"{model}.csv"))
        assert curves["epoch"].tolist() == [1]
        assert curves.notna().all(axis=None)


def test_a_mistake_anywhere_in_params_stops_a_model_without_it(project: Project) -> None:
    project.edit_params(lambda params: params["models"]["lenet"]["training"].update(epochs=2))
    project.edit_params(lambda params: params["models"]["mlp_small"]["training"].update(epoch=2))
    finished = project.run("dvc", "repro", "train@lenet", expect=None)
    assert finished.returncode != 0
    assert "models.mlp_small.training: unknown key 'epoch'; did you mean 'epochs'?" in (
        finished.stderr
    )
    assert "Traceback" not in finished.stdout + finished.stderr
    assert "Running stage 'train@lenet'" in finished.stdout
    assert "epoch 1/" not in finished.stdout


@pytest.mark.soak
def test_official_files_of_mnist_c_stand_in_for_images_like_them(project: Project) -> None:
    for name in CORRUPTIONS:
        folder = project.folder / "data" / "mnist_c" / name
        folder.mkdir(parents=True)
        places = np.arange(200, dtype=np.uint8)[:, None, None, None]
        np.save(folder / "test_images.npy", np.broadcast_to(places, (200, 28, 28, 1)))
    project.edit_params(lambda params: params["robustness"].update(mnist_c="data/mnist_c"))
    models = {f"evaluate@{model}" for model in MODELS}  # whose logits stay: nothing to draw anew
    assert project.stages_run() == {"corrupt", "report", *models}
    tensors = load_file(project.folder / "data" / "tensors" / "corrupted.safetensors")
    test = load_file(project.folder / "data" / "tensors" / "test.safetensors")
    for name in CORRUPTIONS:
        places = tensors[name][:, 0, 0, 0].long()  # each image is filled with its place
        assert test["labels"][places].equal(tensors["labels"])
    page = (project.folder / "report" / "RESULTS.md").read_text(encoding="utf-8")
    assert "the official files of MNIST-C" in page


def test_a_terminal_of_few_letters_ends_no_stage(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "ascii")
    before = project.results()
    assert r"600 \xd7 1 \xd7 28" in project.run("python", "stages/normalize.py").stdout
    assert project.results() == before
    labels = "t10k-labels-idx1-ubyte"
    project.edit_params(lambda params: params["dataset"]["files"][labels].update(sha256="0" * 64))
    said = project.run("python", "stages/download.py", expect=1)
    assert rf"  failed: {labels}: wrong file: 208 bytes with SHA-256 " in said.stdout
    assert r"\u2026, expected" in said.stdout
    assert "Traceback" not in said.stderr


def test_dry_run_of_training_leaves_nothing_behind(project: Project) -> None:
    def left() -> tuple[dict[str, bytes], set[Path]]:  # git ignores most of it
        return project.results(), set((project.folder / ".resume").rglob("*"))

    before = left()
    ended = run_stage(project.folder, "train", "lenet", "--dry-run")
    assert ended.code == 0, ended.stderr
    assert "fit together" in ended.stdout
    assert left() == before
    assert project.run("git", "status", "--porcelain").stdout == ""


def test_plots_show_draws_curves_confusions_and_pictures(
    first_run: tuple[Project, set[str]], tmp_path: Path
) -> None:
    first_run[0].run("dvc", "plots", "show", "--out", str(tmp_path / "plots"))
    page = (tmp_path / "plots" / "index.html").read_text(encoding="utf-8")
    assert "validation_loss" in page
    pictures = {path.name for path in (tmp_path / "plots" / "static").iterdir()}
    for model in MODELS:
        assert f"{model}, what it confuses" in page
        for picture in ("feature_maps", "saliency", "wrong"):
            assert f"workspace_pictures_{model}_{picture}.png" in pictures
