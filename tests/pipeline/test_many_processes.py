"""Whole trainings in two processes: killed, stopped, refused, and as DVC's stages see them."""

import os
import re
import signal
import socket
import subprocess
from dataclasses import asdict
from pathlib import Path
from statistics import fmean, stdev
from typing import Any

import psutil
import pytest
import torch
import yaml
from process_lines import lines_of, wait_for_line
from project import ROOT, Project, copy_of_project, copy_of_run
from synthetic import synthetic_digits

from digits.data.statistics import pixel_statistics
from digits.data.tensor_file import class_metadata
from digits.records import write_json
from digits.whole_file import write_tensors

MODEL = "mine"
TRAIN = ("python", "stages/train.py", MODEL)
TWO = {"kind": "torchrun", "processes": 2}
# Dropout and batch normalization: each process draws its own numbers, and all share statistics.
CHANGES = {"epochs": 12, "batch_size": 20, "threads": 1, "log_interval": 1, "augmentation": None}


def _set_up(params: dict[str, Any]) -> None:
    base = params["models"]["compact_cnn"]
    training = {**base["training"], **CHANGES, "learning_rate": 0.01, "ema": 0.9}
    params["launcher"] = TWO
    params["models"] = {MODEL: {**base, "training": training}}


@pytest.fixture(scope="module")
def prepared(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """The project with 640 synthetic images, as after `normalize`, and two processes."""
    project = copy_of_project(tmp_path_factory.mktemp("two-processes") / "project")
    project.edit_params(_set_up)
    write_data(project, training=600, validation=40)
    return project


@pytest.fixture(scope="module")
def uninterrupted(prepared: Project, tmp_path_factory: pytest.TempPathFactory) -> dict[str, bytes]:
    """The checkpoint of a training in two processes that nothing happened to."""
    project = copy_of_run(prepared, tmp_path_factory.mktemp("uninterrupted") / "project")
    said = project.run(*TRAIN).stdout
    assert said.count(f"epoch {CHANGES['epochs']}/{CHANGES['epochs']} done") == 1  # one prints
    return checkpoint(project)


@pytest.fixture
def project(prepared: Project, tmp_path: Path) -> Project:
    return copy_of_run(prepared, tmp_path / "project")


def write_data(project: Project, training: int, validation: int) -> None:
    data = synthetic_digits(training + validation, seed=0)
    places = torch.arange(training + validation).split([training, validation])
    write_tensors(
        project.folder / "data/tensors/train.safetensors",
        {
            "images": data.images,
            "labels": data.labels,
            "training": places[0],
            "validation": places[1],
        },
        class_metadata(data.classes),
    )
    statistics = asdict(pixel_statistics(data.images))
    write_json(project.folder / "metrics/normalization.json", statistics)


def checkpoint(project: Project) -> dict[str, bytes]:
    folder = project.folder / "checkpoints" / MODEL
    return {path.name: path.read_bytes() for path in folder.iterdir()}


def states(project: Project) -> list[Path]:
    return list((project.folder / ".resume/checkpoints" / MODEL).glob("*.safetensors"))


def workers(process: subprocess.Popen[str]) -> list[psutil.Process]:
    """The two that train, by their rank."""
    children = psutil.Process(process.pid).children()
    found = {child.environ().get("RANK"): child for child in children}
    return [found["0"], found["1"]]


@pytest.mark.soak
@pytest.mark.parametrize("rank", [0, 1])
def test_a_killed_process_is_started_again_and_leaves_no_trace(
    rank: int, project: Project, uninterrupted: dict[str, bytes]
) -> None:
    with project.start(*TRAIN) as process:
        wait_for_line(process, "epoch 3/")
        workers(process)[rank].kill()
        said = "".join(lines_of(process))
    assert process.returncode == 0, said
    assert re.search(r"^continues after [23] of 12 epochs", said, re.MULTILINE), said
    assert checkpoint(project) == uninterrupted
    assert not states(project)


@pytest.mark.soak  # tests/training/distributed does it without launcher and DVC
@pytest.mark.parametrize(("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143)])
def test_a_signal_saves_the_very_step_and_says_how_to_go_on(
    number: signal.Signals, code: int, project: Project, uninterrupted: dict[str, bytes]
) -> None:
    with project.start(*TRAIN) as process:
        wait_for_line(process, "epoch ")
        trainers = workers(process)
        process.send_signal(number)
        said = "".join(lines_of(process))
    assert process.returncode == code, said
    line = f"interrupted: {number.name}: where the training stands is saved"
    assert said.count(line) == 1, said
    assert "the same command continues it" in said
    assert "Traceback" not in said
    assert len(states(project)) == 1
    assert not any(trainer.is_running() for trainer in trainers)
    assert project.run(*TRAIN).stdout.startswith("continues after ")
    assert checkpoint(project) == uninterrupted


@pytest.mark.soak
@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="asks Linux to tell of a parent's end")
def test_processes_end_with_a_launcher_that_is_killed(project: Project) -> None:
    with project.start(*TRAIN) as process:
        wait_for_line(process, "epoch 2/")
        trainers = workers(process)
        process.kill()
        psutil.wait_procs(trainers, timeout=30)
        assert not any(trainer.is_running() for trainer in trainers)
    assert len(states(project)) == 1


@pytest.mark.parametrize(
    ("changes", "code", "message"),
    [
        pytest.param(
            {"batch_size": 21},
            1,
            "batch_size: found 21, which can't be divided evenly among 2 processes × 1 part",
            marks=pytest.mark.soak,
        ),
        ({"learning_rate": 1e30}, 1, "the training has diverged; lower training.learning_rate"),
    ],
    ids=["before the start", "in all processes"],
)
def test_what_a_new_start_would_not_mend_is_told_once(
    changes: dict[str, object], code: int, message: str, project: Project
) -> None:
    project.edit_params(lambda params: params["models"][MODEL]["training"].update(changes))
    ended = project.run(*TRAIN, expect=code)
    errors = [line for line in ended.stderr.splitlines() if line.startswith("error: ")]
    assert len(errors) == 1, ended.stderr
    assert message in errors[0]
    assert "Traceback" not in ended.stderr


@pytest.mark.soak
def test_a_second_training_of_the_same_model_stops(project: Project) -> None:
    with project.start(*TRAIN) as process:
        wait_for_line(process, "epoch 1/")
        first = workers(process)[0]
        for trainer in workers(process):
            trainer.suspend()
        ended = project.run(*TRAIN, expect=1)
        assert f"process {process.pid} is at work on " in ended.stderr
        os.killpg(process.pid, signal.SIGKILL)
        for trainer in psutil.Process(process.pid).children() if process.poll() is None else []:
            trainer.kill()
        first.kill()


@pytest.mark.soak  # tests/launch/test_torchrun.py does it without torchrun
def test_the_number_of_processes_is_what_params_yaml_says(project: Project) -> None:
    launch = ("-m", "torch.distributed.run", "--standalone", "--nproc-per-node=1")
    ended = project.run("python", *launch, *TRAIN[1:], expect=1)
    assert "launcher.processes: found 2, but torchrun started 1" in ended.stderr


def test_one_process_imports_nothing_that_is_for_several(project: Project) -> None:
    project.edit_params(lambda params: params.update(launcher={"kind": "python"}))
    program = (
        "import runpy, sys; sys.argv = ['stages/train.py', 'mine', '--dry-run'];"
        "runpy.run_path(sys.argv[0], run_name='__main__');"
        'print([name for name in sys.modules if name.startswith(("digits.training.distributed",'
        '"torch.distributed.elastic", "torch.distributed.run"))])'
    )
    assert project.run("python", "-c", program).stdout.splitlines()[-1] == "[]"


def test_every_stage_that_trains_depends_on_the_launcher() -> None:
    for path in (ROOT / "dvc.yaml", *sorted(ROOT.glob("studies/*/dvc.yaml"))):
        stages = yaml.safe_load(path.read_text(encoding="utf-8"))["stages"]
        assert "launcher" in stages["train"]["do"]["params"], path


@pytest.mark.soak
def test_two_machines_imitated_by_two_launchers(
    project: Project, uninterrupted: dict[str, bytes]
) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        endpoint = f"localhost:{free.getsockname()[1]}"
    launch = (
        *("python", "-m", "torch.distributed.run", "--nnodes=2", "--nproc-per-node=1"),
        *("--rdzv-backend=c10d", f"--rdzv-endpoint={endpoint}", "--rdzv-id=two"),
        *("--max-restarts=3", *TRAIN[1:]),
    )
    with project.start(*launch) as first, project.start(*launch) as second:
        said = ["".join(lines_of(process)) for process in (first, second)]
    assert (first.returncode, second.returncode) == (0, 0), said
    assert checkpoint(project) == uninterrupted


@pytest.mark.soak
def test_accuracy_is_that_of_one_process_within_the_noise_of_seeds(project: Project) -> None:
    write_data(project, training=2000, validation=1000)

    def simple_cnn(params: dict[str, Any]) -> None:  # with dropout
        training = {**params["models"][MODEL]["training"], "epochs": 1, "learning_rate": 0.03}
        params["models"][MODEL].update(architecture="simple_cnn", training=training)

    project.edit_params(simple_cnn)
    found: dict[str, list[float]] = {}
    for kind, launcher in {"one": {"kind": "python"}, "two": TWO}.items():
        project.edit_params(lambda params, chosen=launcher: params.update(launcher=chosen))
        for seed in ("1", "2", "3"):
            project.run(*TRAIN, "--seed", seed)
            history = project.folder / "studies" / MODEL / "checkpoints" / seed / "history.csv"
            last = history.read_text(encoding="utf-8").splitlines()[-1]
            found.setdefault(kind, []).append(float(last.split(",")[-1]))
    noise = max(*map(stdev, found.values()), 0.005)
    assert abs(fmean(found["one"]) - fmean(found["two"])) < 3 * noise, found
    assert min(found["one"]) > 0.3  # better than chance
    print(found)
