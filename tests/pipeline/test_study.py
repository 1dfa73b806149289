"""A study runs the pipeline's own stages with several seeds, on the small dataset."""

import json
import re
import shutil
from pathlib import Path

import pytest
import yaml
from project import ROOT, Project
from typed_make import typed_make

SEEDS = (1, 2)
STUDIES = sorted(path.parent for path in (ROOT / "studies").glob("*/dvc.yaml"))


@pytest.fixture
def study(project: Project) -> Project:
    """The small run with a study of `mlp_small`, not yet run, made as docs/networks.md says."""
    text = (ROOT / "docs" / "networks.md").read_text(encoding="utf-8")
    (command,) = re.findall(r"A study of another model: `([^`]+)`", text)
    # What other studies made is none of it.
    (project.folder / "studies" / "tiny_cnn" / "predictions").mkdir()
    project.run("bash", "-c", command.replace("studies/lenet", "studies/mlp_small"))
    folder = project.folder / "studies" / "mlp_small"
    assert {path.name for path in folder.iterdir()} == {"dvc.yaml", "study.yaml"}
    for other in STUDIES:
        shutil.rmtree(project.folder / "studies" / other.name)
    settings = {
        "model": "mlp_small",
        "architecture": "mlp_small",
        "recipe": {},
        "runs": {"seeds": list(SEEDS)},
    }
    (folder / "study.yaml").write_text(yaml.safe_dump(settings), encoding="utf-8")
    project.commit("A study")
    return project


@pytest.mark.soak
def test_runs_every_seed_once_and_sums_them_up(study: Project) -> None:
    file = "studies/mlp_small/dvc.yaml"
    stages = {f"{stage}@{seed}" for stage in ("train", "evaluate") for seed in SEEDS}
    assert study.stages_run(file) == {f"{file}:{name}" for name in (*stages, "summary")}
    assert study.stages_run(file) == set()
    metrics = study.folder / "metrics"
    scores = json.loads((metrics / "study" / "mlp_small.json").read_text(encoding="utf-8"))
    assert scores["n"] == len(scores["accuracy_each"]) == len(SEEDS)
    assert scores["accuracy_mean"] == pytest.approx(sum(scores["accuracy_each"]) / len(SEEDS))
    # Seed 1 is the pipeline's own: the same code, so the same network to the last bit.
    alone = json.loads((metrics / "test" / "mlp_small.json").read_text(encoding="utf-8"))
    assert scores["accuracy_each"][0] == alone["accuracy"]
    assert scores["parameters"] == alone["parameters"]
    assert scores["training_multiply_adds"] == alone["training_multiply_adds"]
    weights = [
        (study.folder / folder / "weights.safetensors").read_bytes()
        for folder in (
            "checkpoints/mlp_small",
            "studies/mlp_small/checkpoints/1",
            "studies/mlp_small/checkpoints/2",
        )
    ]
    assert weights[0] == weights[1] != weights[2]
    # In git: the summary and DVC's records, and nothing of the single runs.
    study.run("git", "add", "--all")
    tracked = study.run("git", "ls-files", "metrics/study", "studies").stdout.split()
    assert set(tracked) == {
        "metrics/study/mlp_small.json",
        "studies/mlp_small/dvc.lock",
        "studies/mlp_small/dvc.yaml",
        "studies/mlp_small/study.yaml",
    }
    # And the pipeline has nothing to do for it.
    assert study.stages_run() == set()


@pytest.mark.parametrize("folder", STUDIES, ids=lambda folder: folder.name)
def test_committed_studies_differ_in_their_settings_alone(folder: object) -> None:
    path = ROOT / "studies" / str(folder)
    text = (path / "dvc.yaml").read_text(encoding="utf-8")
    assert text == (STUDIES[0] / "dvc.yaml").read_text(encoding="utf-8")
    settings = yaml.safe_load((path / "study.yaml").read_text(encoding="utf-8"))
    params = yaml.safe_load((ROOT / "params.yaml").read_text(encoding="utf-8"))
    assert settings["model"] == path.name
    assert settings["architecture"] == params["models"][path.name]["architecture"]
    assert len(settings["runs"]["seeds"]) == len(set(settings["runs"]["seeds"])) >= 5


@pytest.mark.parametrize("given", [[], ["NAME=lenet7"]])
def test_make_says_which_studies_there_are_before_it_installs(
    given: list[str], tmp_path: Path
) -> None:
    shutil.copy(ROOT / "Makefile", tmp_path)
    shutil.copytree(ROOT / "studies", tmp_path / "studies")
    run = typed_make(tmp_path, "study", *given)
    assert run.returncode == 2
    found = given[0].removeprefix("NAME=") if given else ""
    names = " ".join(path.name for path in STUDIES)
    assert run.stdout.startswith(f"error: NAME: found '{found}'; should be one of: {names}\n")
    assert not (tmp_path / ".venv").exists()
