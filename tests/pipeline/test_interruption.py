"""Trainings that are killed, stopped or started twice, as whole processes."""

import os
import random
import signal
import time
from pathlib import Path
from typing import Any

import pytest
from process_lines import lines_of, wait_for_line
from project import Project, copy_of_run

# Of each recipe's kind: architecture, and changes of `mlp_small`'s.
RUNS: dict[str, tuple[str, dict[str, Any]]] = {
    "averaged": (
        "lenet",
        {
            "optimizer": {"kind": "sgd", "momentum": 0.9},
            "schedule": {"kind": "constant"},
            "learning_rate": 0.01,
            "ema": 0.9,
            "augmentation": dict.fromkeys(("rotation", "scale", "shear"), 0.1)
            | {"shift": 1.0, "elastic": 0.5},
        },
    ),
    "dropout": ("simple_cnn", {"save_optimizer": True}),
}
EPOCHS = 10


def _set_up(params: dict[str, Any]) -> None:
    base = params["models"]["mlp_small"]
    params["models"] = {
        name: {
            **base,
            "architecture": architecture,
            "training": {**base["training"], "epochs": EPOCHS, "batch_size": 20, **changes},
        }
        for name, (architecture, changes) in RUNS.items()
    }


@pytest.fixture(scope="module")
def uninterrupted(
    first_run: tuple[Project, set[str]], tmp_path_factory: pytest.TempPathFactory
) -> Project:
    """The project with a model for each of RUNS, trained without interruption."""
    project = copy_of_run(first_run[0], tmp_path_factory.mktemp("uninterrupted") / "project")
    project.edit_params(_set_up)
    project.run("dvc", "repro", *(f"train@{name}" for name in RUNS))
    return project


@pytest.fixture
def project(uninterrupted: Project, tmp_path: Path) -> Project:
    """The same before the trainings."""
    project = copy_of_run(uninterrupted, tmp_path / "project")
    for name in RUNS:
        for path in checkpoint(project, name).iterdir():
            path.unlink()
    return project


def checkpoint(project: Project, name: str) -> Path:
    return project.folder / "checkpoints" / name


def contents(project: Project, name: str) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in checkpoint(project, name).iterdir()}


def states(project: Project, name: str) -> list[Path]:
    return list((project.folder / ".resume" / "checkpoints" / name).glob("*.safetensors"))


def repro(name: str) -> tuple[str, ...]:
    """DVC trains this model; it doesn't look into its cache of runs, which has the result."""
    return "dvc", "repro", "--single-item", "--force", "--no-run-cache", f"train@{name}"


def trainer(name: str) -> tuple[str, ...]:
    return "python", "stages/train.py", name


def kill_somewhere(project: Project, command: tuple[str, ...], moment: random.Random) -> bool:
    """Kill a command and all that it started within its training; False where it was faster."""
    lines = moment.randrange(60)  # a training prints 140, 14 per epoch: two kills should fit in
    with project.start(*command) as process:
        for line in lines_of(process):
            lines -= line.startswith(("epoch ", "continues after "))
            if lines <= 0:
                break
        else:
            assert process.wait() == 0
            return False
        time.sleep(moment.uniform(0, 0.02))
        os.killpg(process.pid, signal.SIGKILL)
    return True


def kill_after_two_epochs(project: Project, name: str) -> None:
    with project.start(*trainer(name)) as process:
        wait_for_line(process, "epoch 3/")
        process.kill()


def test_two_kills_leave_no_trace(project: Project, uninterrupted: Project) -> None:
    moment = random.Random(0)  # noqa: S311 - no secret
    continued = 0
    for name, command in ((name, repro if name == "dropout" else trainer) for name in RUNS):
        while not kill_somewhere(project, command(name), moment):
            pass
        continued += "continues after " in project.run(*command(name)).stdout
        assert contents(project, name) == contents(uninterrupted, name)
        assert not states(project, name)
    assert continued == len(RUNS)  # this seed's kills are all after the first epoch: 54, 56, 16
    lock = "dvc.lock"
    assert (project.folder / lock).read_bytes() == (uninterrupted.folder / lock).read_bytes()


@pytest.mark.soak
@pytest.mark.parametrize("name", RUNS)
def test_a_hundred_kills_leave_no_trace(
    name: str, project: Project, uninterrupted: Project
) -> None:
    moment = random.Random(name)  # noqa: S311 - no secret
    killed = trainings = 0
    while killed < 50:
        if kill_somewhere(project, trainer(name), moment):
            killed += 1
        else:
            trainings += 1
            assert contents(project, name) == contents(uninterrupted, name)
    project.run(*trainer(name))
    assert contents(project, name) == contents(uninterrupted, name)
    print(f"{killed} kills, {trainings + 1} trainings ended, all with the same bytes")


# The code and the words are those of tests/resume/test_keeper.py and tests/test_errors.py.
@pytest.mark.soak
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_saves_and_says_how_to_go_on(
    number: signal.Signals, code: int, project: Project, uninterrupted: Project
) -> None:
    with project.start(*trainer("averaged")) as process:
        wait_for_line(process, "epoch 3/")
        process.send_signal(number)
        said = process.stdout.read() if process.stdout else ""
    assert process.returncode == code
    assert f"interrupted: {number.name}: " in said
    assert "the same command continues it" in said
    assert "Traceback" not in said
    finished = project.run(*trainer("averaged")).stdout
    assert finished.splitlines()[0].startswith("continues after ")
    assert contents(project, "averaged") == contents(uninterrupted, "averaged")


def test_a_signal_to_all_as_from_a_terminal_stops_dvc_too(
    project: Project, uninterrupted: Project
) -> None:
    with project.start(*repro("averaged")) as process:
        wait_for_line(process, "epoch 2/")
        os.killpg(process.pid, signal.SIGINT)
        said = process.stdout.read() if process.stdout else ""
    assert process.returncode != 0
    assert "interrupted: SIGINT: " in said
    assert len(states(project, "averaged")) == 1
    finished = project.run(*trainer("averaged")).stdout
    assert finished.splitlines()[0].startswith("continues after ")
    assert contents(project, "averaged") == contents(uninterrupted, "averaged")


@pytest.mark.soak
def test_a_second_trainer_of_the_same_model_stops(project: Project, uninterrupted: Project) -> None:
    with project.start(*trainer("dropout")) as first:
        wait_for_line(first, "epoch 1/")
        first.send_signal(signal.SIGSTOP)  # so that it doesn't end meanwhile
        second = project.run(*trainer("dropout"), expect=1)
        first.send_signal(signal.SIGCONT)
        assert f"process {first.pid} is at work on " in second.stderr
        assert "Traceback" not in second.stderr
        for _ in lines_of(first):
            pass
    assert first.returncode == 0
    assert contents(project, "dropout") == contents(uninterrupted, "dropout")


@pytest.mark.soak
def test_the_orphan_of_a_killed_dvc_keeps_others_out(
    project: Project, uninterrupted: Project
) -> None:
    with project.start(*repro("dropout")) as process:
        wait_for_line(process, "epoch 1/")
        process.kill()  # DVC alone
        process.wait()
        os.killpg(process.pid, signal.SIGSTOP)  # so that the orphan doesn't end meanwhile
        second = project.run(*repro("dropout"), expect=None)
        assert second.returncode != 0
        assert "is at work on" in second.stderr
        os.killpg(process.pid, signal.SIGKILL)
    project.run(*repro("dropout"))
    assert contents(project, "dropout") == contents(uninterrupted, "dropout")


@pytest.mark.soak
def test_a_state_for_other_params_is_not_used_and_waits_for_theirs(
    project: Project, uninterrupted: Project
) -> None:
    kill_after_two_epochs(project, "averaged")
    before = states(project, "averaged")
    assert len(before) == 1
    project.edit_params(lambda params: params["models"]["averaged"]["training"].update(seed=2))
    assert "continues" not in project.run(*trainer("averaged")).stdout
    assert states(project, "averaged") == before
    project.edit_params(lambda params: params["models"]["averaged"]["training"].update(seed=1))
    assert "continues after " in project.run(*trainer("averaged")).stdout
    assert contents(project, "averaged") == contents(uninterrupted, "averaged")
    assert not states(project, "averaged")


@pytest.mark.soak
def test_a_switch_starts_afresh(
    project: Project, uninterrupted: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    kill_after_two_epochs(project, "averaged")
    assert len(states(project, "averaged")) == 1
    monkeypatch.setenv("DIGITS_AFRESH", "1")
    assert "continues" not in project.run(*trainer("averaged")).stdout
    assert contents(project, "averaged") == contents(uninterrupted, "averaged")
