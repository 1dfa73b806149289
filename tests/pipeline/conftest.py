"""Whole runs of the pipeline on small synthetic datasets, which several tests look at.

Each is made once, by the first process of the tests that needs it.
"""

import functools
import json
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from filelock import FileLock
from own_images import NAMES, twelve_kinds
from pipeline_models import MODELS
from project import Project, copy_of_project, copy_of_run, describe_raw_files, remove_results
from synthetic import synthetic_digits, write_dataset


class _SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        del format, args


class _Server(ThreadingHTTPServer):
    allow_reuse_port = True  # each process of the tests serves it, to whoever asks


@pytest.fixture(scope="session")
def served_dataset(
    shared_folder: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[dict[str, Any]]:
    """600 + 200 synthetic digits behind an HTTP address, as a `dataset` block of params.yaml."""
    folder = tmp_path_factory.mktemp("served")
    contents = write_dataset(folder, synthetic_digits(600, seed=0), synthetic_digits(200, seed=1))
    handler = functools.partial(_SilentHandler, directory=str(folder))
    chosen = shared_folder / "port"
    with FileLock(shared_folder / "port.lock"):
        port = int(chosen.read_text(encoding="utf-8")) if chosen.exists() else 0
        server = _Server(("127.0.0.1", port), handler)
        chosen.write_text(str(server.server_port), encoding="utf-8")
    with server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield {
            "name": "mnist",
            "source": f"http://127.0.0.1:{server.server_port}/",
            "timeout": 20,
            "classes": None,
            "files": describe_raw_files(contents),
        }
        server.shutdown()


@pytest.fixture(scope="session")
def first_run(shared_folder: Path, served_dataset: dict[str, Any]) -> tuple[Project, set[str]]:
    """The project with the small dataset and two models, after `dvc repro`; and what ran."""
    folder, ran = shared_folder / "small" / "project", shared_folder / "ran.json"
    with FileLock(shared_folder / "small.lock"):
        if not ran.exists():
            stages = run_on_small_dataset(folder, served_dataset)
            ran.write_text(json.dumps(sorted(stages)), encoding="utf-8")
    return Project(folder), set(json.loads(ran.read_text(encoding="utf-8")))


def run_on_small_dataset(folder: Path, dataset: dict[str, Any]) -> set[str]:
    """Run the project there, with two models and these images; return the stages that ran."""
    project = copy_without_results(folder)

    def shrink(params: dict[str, Any]) -> None:
        params["dataset"] = dataset
        params["split"]["validation_size"] = 100
        params["robustness"]["images"] = 50
        params["evaluation"]["mislabelled"] = {"mnist": [0, 199]}
        params["models"] = {key: params["models"][key] for key in MODELS}
        params["evaluation"]["threads"] = 1
        for model in params["models"].values():
            model["training"].update(epochs=1, log_interval=2, batch_size=50, threads=1)

    project.edit_params(shrink)
    ran = project.stages_run()
    project.commit("Run on the small dataset")
    project.run("git", "gc", "--quiet")  # many small files would be copied with each copy
    return ran


def copy_without_results(folder: Path) -> Project:
    """The project before its first run: the real results are none of a small dataset's."""
    project = copy_of_project(folder)
    remove_results(project)
    return project


@pytest.fixture(scope="session")
def own_run(shared_folder: Path) -> Project:
    """The project with images of a user's own and one model, which was exported; no report."""
    folder, done = shared_folder / "own" / "project", shared_folder / "own.done"
    with FileLock(shared_folder / "own.lock"):
        if not done.exists():
            run_on_own_images(folder)
            done.touch()
    return Project(folder)


def run_on_own_images(folder: Path) -> None:
    """Run the project there, with `lenet` and images of twelve kinds."""
    project = copy_without_results(folder)
    write_dataset(folder / "mine", twelve_kinds(600, seed=0), twelve_kinds(120, seed=1))

    def change(params: dict[str, Any]) -> None:
        params["dataset"] |= {"name": "own", "source": "mine", "classes": [*NAMES]}
        params["split"]["validation_size"] = 100
        params["robustness"]["images"] = 20
        network = params["models"]["lenet"]
        network["training"].update(epochs=4, batch_size=50, threads=1, augmentation=None)
        params["evaluation"]["threads"] = 1
        params["models"] = {"lenet": network}

    project.edit_params(change)
    project.run("dvc", "repro", "visualize@lenet", "export@lenet")
    project.commit("Read images of our own")


@pytest.fixture
def own_report(own_run: Project, tmp_path: Path) -> Project:
    """A copy of that run, with the report."""
    project = copy_of_run(own_run, tmp_path / "reported" / "project")
    assert project.stages_run() == {"report"}
    return project


@pytest.fixture
def project(first_run: tuple[Project, set[str]], tmp_path: Path) -> Project:
    """A copy of that run, for a test to change."""
    return copy_of_run(first_run[0], tmp_path / "project")
