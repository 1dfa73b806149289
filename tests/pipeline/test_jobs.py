"""`make repro JOBS=2`: the same results as `dvc repro` makes, several models at once."""

import os
import re
import shutil
import signal
import time
from pathlib import Path
from typing import Any

import psutil
import pytest
from project import ROOT, Project, copy_of_run
from typed_make import typed_make

LOCK = "dvc.lock"
COMMAND = ("python", "-m", "digits.jobs", "--jobs", "2")
# A network that breaks as soon as it is made.
BROKEN = '''"""Breaks."""

from torch import nn


class Model(nn.Sequential):
    """Breaks."""

    def __init__(self, classes: int = 10) -> None:
        """Break."""
        raise RuntimeError("broken on purpose")
'''


def _one_thread_each(params: dict[str, Any]) -> None:
    params["evaluation"]["threads"] = 1
    for model in params["models"].values():
        model["training"].update(threads=1, seed=5)


@pytest.fixture
def changed(project: Project) -> Project:
    """The small run, with changes after which every stage of every model runs again."""
    project.edit_params(_one_thread_each)
    return project


@pytest.mark.soak
def test_makes_what_one_after_the_other_makes(changed: Project, tmp_path: Path) -> None:
    beside = copy_of_run(changed, tmp_path / "beside" / "project")
    ran = changed.stages_run()
    found = beside.run(*COMMAND).stdout
    # As many as stages: each was run, and once.
    running = [line.split("'")[1] for line in found.splitlines() if "Running stage '" in line]
    assert sorted(running) == sorted(ran)
    assert {"train@lenet", "train@mlp_small", "evaluate@lenet", "export@mlp_small"} <= ran
    expected = changed.results()
    assert beside.results() == expected
    assert (beside.folder / LOCK).read_bytes() == (changed.folder / LOCK).read_bytes()
    status = ("git", "status", "--porcelain")
    assert beside.run(*status).stdout == changed.run(*status).stdout
    assert beside.stages_run() == set()
    again = beside.run(*COMMAND).stdout
    assert "Running" not in again
    assert "Data and pipelines are up to date." in again


@pytest.mark.soak
def test_from_nothing_it_makes_what_all_models_need_first(changed: Project) -> None:
    changed.edit_params(lambda params: params["models"].pop("lenet"))
    for name in ("data", "checkpoints", "predictions", "metrics", "report"):
        shutil.rmtree(changed.folder / name)
    shutil.rmtree(changed.folder / ".dvc" / "cache")
    (changed.folder / LOCK).unlink()
    found = changed.run(*COMMAND).stdout
    assert "shared " in found
    assert changed.stages_run() == set()


@pytest.mark.soak
def test_a_failing_model_lets_the_others_finish_and_is_told_last(changed: Project) -> None:
    file = changed.folder / "src" / "digits" / "models" / "broken.py"
    file.write_text(BROKEN, encoding="utf-8")

    def add(params: dict[str, Any]) -> None:
        small = params["models"]["mlp_small"]
        broken = {**small, "architecture": "broken"}
        params["models"] = {"first": {**small}, "broken": broken, **params["models"]}

    changed.edit_params(add)
    report = (changed.folder / "report" / "RESULTS.md").read_bytes()
    finished = changed.run(*COMMAND, expect=1)
    for model in ("first", "mlp_small", "lenet"):
        assert (changed.folder / "exports" / model / "model.onnx").exists()
        assert f"export@{model}" not in changed.run("dvc", "status", f"export@{model}").stdout
    assert not (changed.folder / "metrics" / "test" / "broken.json").exists()
    assert (changed.folder / "report" / "RESULTS.md").read_bytes() == report
    said = finished.stderr.splitlines()
    assert said[0] == (
        "error: train@broken failed; all that it printed: .jobs/train@broken.log; the end of it:"
    )
    assert "broken on purpose" in finished.stderr
    log = (changed.folder / ".jobs" / "train@broken.log").read_text(encoding="utf-8")
    assert "broken on purpose" in log
    assert ".jobs" not in changed.run("git", "status", "--porcelain").stdout


def test_ctrl_c_saves_every_training_and_leaves_none_behind(changed: Project) -> None:
    changed.edit_params(
        lambda params: [
            model["training"].update(epochs=10_000) for model in params["models"].values()
        ]
    )
    shown: set[str] = set()
    both = len(os.sched_getaffinity(0)) > 1
    with changed.start(*COMMAND) as process:
        assert process.stdout is not None
        for line in process.stdout:
            if " epoch 2/" in line:
                shown.add(line.split()[0])
            if len(shown) == 1 + both:
                break
        # As the terminal does: to the group that it started.
        os.killpg(process.pid, signal.SIGINT)
        said = process.stdout.read()
    assert process.returncode == 130
    assert "interrupted: SIGINT: nothing is left running" in said
    assert "Traceback" not in said
    for job in shown:
        assert re.search(
            f"^{job} +interrupted: SIGINT: where the training stands is saved", said, re.MULTILINE
        )
        states = changed.folder / ".resume" / "checkpoints" / job.removeprefix("train@")
        assert len(list(states.glob("*.safetensors"))) == 1
    assert not at_work_in(changed.folder)


def at_work_in(folder: Path) -> list[int]:
    """The processes that work in a folder, without those that are ending just now."""
    time.sleep(0.2)
    processes = psutil.process_iter(["pid", "cwd"])
    return [each.info["pid"] for each in processes if each.info["cwd"] == str(folder)]


def test_a_mistaken_number_is_answered_in_one_line(project: Project) -> None:
    finished = project.run("python", "-m", "digits.jobs", "--jobs=0", expect=2)
    assert finished.stderr == (
        "error: JOBS: found '0'; should be a whole number, 1 or more: make repro JOBS=2\n"
    )
    assert finished.stdout == ""


def test_make_takes_this_way_only_where_it_is_asked_for() -> None:
    def commands(*arguments: str) -> list[str]:
        made = typed_make(ROOT, "--dry-run", "--always-make", "repro", *arguments)
        assert made.returncode == 0, made.stderr
        return made.stdout.splitlines()

    assert commands()[-2:] == ["python -m digits.check_params", "dvc repro"]
    assert commands("JOBS=")[-1] == "dvc repro"
    assert commands("JOBS=4")[-2:] == [
        "python -m digits.check_params",
        'python -m digits.jobs --jobs "4"',
    ]
