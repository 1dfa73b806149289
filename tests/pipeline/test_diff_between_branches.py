"""`dvc metrics diff` and `dvc plots diff` in a fresh clone, without cache or remote."""

import json
from pathlib import Path

import pytest
from pipeline_models import MODELS
from project import Project, copy_of_run

METRICS = "metrics/test/mlp_small.json"


@pytest.fixture(scope="module")
def clone(first_run: tuple[Project, set[str]], tmp_path_factory: pytest.TempPathFactory) -> Project:
    """A clone with a branch `slow`, on which one model learned at a tenth of the rate."""
    folder = tmp_path_factory.mktemp("branches")
    project = copy_of_run(first_run[0], folder / "project")
    project.run("git", "checkout", "--quiet", "-b", "slow")
    project.edit_params(
        lambda params: params["models"]["mlp_small"]["training"].update(learning_rate=0.0001)
    )
    stages = {f"{stage}@mlp_small" for stage in ("train", "evaluate", "visualize", "export")}
    assert project.stages_run() == stages | {"report"}
    project.commit("Learn slowly")
    project.run("git", "checkout", "--quiet", "main")
    project.run("git", "clone", "--quiet", str(project.folder), str(folder / "clone"))
    cloned = Project(folder / "clone")
    cloned.run("git", "fetch", "--quiet", "origin", "slow:slow")
    assert not (cloned.folder / ".dvc" / "cache").exists()
    return cloned


def test_metrics_diff_prints_the_figures_of_both_branches(clone: Project) -> None:
    diff = json.loads(clone.run("dvc", "metrics", "diff", "main", "slow", "--json").stdout)
    before, after = (
        json.loads(clone.run("git", "show", f"{branch}:{METRICS}").stdout)
        for branch in ("main", "slow")
    )
    accuracy = diff[METRICS]["accuracy"]
    assert (accuracy["old"], accuracy["new"]) == (before["accuracy"], after["accuracy"])
    assert accuracy["diff"] == pytest.approx(after["accuracy"] - before["accuracy"])
    assert accuracy["new"] < accuracy["old"]
    # Nothing of the model that didn't change; the summary adds the figure to choose by. What
    # is said of the exported file may change, or not.
    assert set(diff) - {"metrics/exports/mlp_small.json"} == {METRICS, "metrics/summary.json"}
    assert "models.mlp_small.validation_accuracy" in diff["metrics/summary.json"]
    assert not any("lenet" in key for key in diff["metrics/summary.json"])


def test_plots_diff_draws_both_branches(clone: Project) -> None:
    clone.run("dvc", "plots", "diff", "main", "slow", "--out", "plots")
    page = (clone.folder / "plots" / "index.html").read_text(encoding="utf-8")
    assert '"main"' in page
    assert '"slow"' in page
    assert "validation_loss" in page


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
