"""`dvc exp` as docs/experiments.md tells it: variants of a training, alone and by the queue."""

import csv
import io
import time
from typing import Any

import pytest
import yaml
from markdown_table import rows_of
from project import Project

KEY = "models.mlp_small.training"
HISTORY = "checkpoints/mlp_small/history.csv"
PATIENCE = 300.0  # seconds for two short trainings of the queue


def params_of(project: Project) -> dict[str, Any]:
    return yaml.safe_load((project.folder / "params.yaml").read_text(encoding="utf-8"))


def names(project: Project) -> set[str]:
    return set(project.run("dvc", "exp", "list", "--name-only").stdout.split())


def validation_loss(project: Project, revision: str) -> float:
    """Of the last epoch, as an experiment's own history has it."""
    read = "import sys, dvc.api; print(dvc.api.read(sys.argv[1], rev=sys.argv[2]), end='')"
    text = project.run("python", "-c", read, HISTORY, revision).stdout
    return float(list(csv.DictReader(io.StringIO(text)))[-1]["validation_loss"])


def checkout(project: Project) -> None:
    """The cached outputs of the pipeline's stages: those of studies were never made here."""
    project.run("dvc", "checkout", "--quiet", "dvc.yaml")


def back_to_the_commit(project: Project) -> None:
    project.run("git", "reset", "--quiet", "--hard")
    checkout(project)


@pytest.mark.soak
def test_a_variant_changes_one_value_trains_one_model_and_is_kept(project: Project) -> None:
    expected = params_of(project)
    found = project.run(
        *("dvc", "exp", "run", "train@mlp_small", "--name", "gentle"),
        *("--set-param", f"{KEY}.learning_rate=0.0015"),
    ).stdout
    running = [line.split("'")[1] for line in found.splitlines() if "Running stage" in line]
    assert running == ["train@mlp_small"]
    expected["models"]["mlp_small"]["training"]["learning_rate"] = 0.0015
    assert params_of(project) == expected
    assert names(project) == {"gentle"}
    gentle = (project.folder / HISTORY).read_bytes()

    back_to_the_commit(project)
    assert (project.folder / HISTORY).read_bytes() != gentle
    assert validation_loss(project, "gentle") != validation_loss(project, "HEAD")

    # By hand, without DVC's rewriting of params.yaml: the result is there already.
    project.edit_params(
        lambda params: params["models"]["mlp_small"]["training"].update(learning_rate=0.0015)
    )
    assert project.stages_run("train@mlp_small") == set()
    assert (project.folder / HISTORY).read_bytes() == gentle


def test_a_key_that_there_is_not_is_refused_before_anything_runs(project: Project) -> None:
    finished = project.run(
        *("dvc", "exp", "run", "train@mlp_small"),
        *("--set-param", f"{KEY}.learning_rat=0.001"),
        expect=255,
    )
    assert "Key 'learning_rat' is not in struct" in finished.stderr
    assert project.run("git", "for-each-ref", "refs/exps").stdout == ""  # no experiment
    assert project.run("git", "status", "--porcelain").stdout == ""


@pytest.mark.soak
def test_a_queued_grid_leaves_the_working_tree_alone(project: Project) -> None:
    project.run(
        *("dvc", "exp", "run", "--queue", "train@mlp_small"),
        *("--set-param", f"{KEY}.learning_rate=0.001,0.004"),
    )
    # The worker goes on after the command: its output must not keep us waiting.
    project.run("sh", "-c", "dvc queue start >queue.log 2>&1 </dev/null")
    (project.folder / "queue.log").unlink()
    end = time.monotonic() + PATIENCE
    while len(names(project)) < 2 and time.monotonic() < end:
        time.sleep(1)
    found = names(project)
    assert len(found) == 2
    assert project.run("git", "status", "--porcelain").stdout == ""

    losses = {name: validation_loss(project, name) for name in found}
    assert len(set(losses.values())) == 2
    listed = rows_of(project.run("python", "-m", "digits.variants", "mlp_small").stdout)
    losses_of_all = losses | {"HEAD": validation_loss(project, "HEAD")}
    assert [row[0] for row in listed[2:]] == sorted(losses_of_all, key=losses_of_all.__getitem__)
    assert listed[0] == [
        *("variant", "learning rate", "epoch", "validation accuracy", "validation loss"),
    ]
    best = min(losses, key=losses.__getitem__)
    project.run("dvc", "exp", "branch", best, "best")
    project.run("git", "checkout", "--quiet", "best")
    checkout(project)
    assert params_of(project)["models"]["mlp_small"]["training"]["learning_rate"] in {0.001, 0.004}
    assert project.stages_run("train@mlp_small") == set()

    project.run("git", "checkout", "--quiet", "main")
    checkout(project)
    project.run("dvc", "exp", "apply", best, expect=None)  # it misses outputs of studies
    checkout(project)
    history = csv.DictReader(io.StringIO((project.folder / HISTORY).read_text(encoding="utf-8")))
    assert float(list(history)[-1]["validation_loss"]) == losses[best]
    assert params_of(project)["models"]["mlp_small"]["training"]["learning_rate"] in {0.001, 0.004}
    assert project.stages_run("train@mlp_small") == set()
