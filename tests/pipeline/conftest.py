"""A whole run of the pipeline on a small synthetic dataset, which several tests look at."""

import functools
import shutil
import threading
from collections.abc import Iterator
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from pipeline_models import MODELS
from project import Project, copy_of_project, copy_of_run, describe_raw_files
from synthetic import synthetic_digits, write_dataset


class _SilentHandler(SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        del format, args


@pytest.fixture(scope="session")
def served_dataset(tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, Any]]:
    """600 + 200 synthetic digits behind an HTTP address, as a `dataset` block of params.yaml."""
    folder = tmp_path_factory.mktemp("served")
    contents = write_dataset(folder, synthetic_digits(600, seed=0), synthetic_digits(200, seed=1))
    handler = functools.partial(_SilentHandler, directory=str(folder))
    with ThreadingHTTPServer(("127.0.0.1", 0), handler) as server:
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
def first_run(
    tmp_path_factory: pytest.TempPathFactory, served_dataset: dict[str, Any]
) -> tuple[Project, set[str]]:
    """The project with the small dataset and two models, after `dvc repro`; and what ran."""
    project = copy_of_project(tmp_path_factory.mktemp("small") / "project")

    def shrink(params: dict[str, Any]) -> None:
        params["dataset"] = served_dataset
        params["split"]["validation_size"] = 100
        params["robustness"]["images"] = 50
        params["evaluation"]["mislabelled"] = {"mnist": [0, 199]}
        params["models"] = {key: params["models"][key] for key in MODELS}
        for model in params["models"].values():
            model["training"].update(epochs=1, log_interval=2, batch_size=50)

    for results in ("metrics", "report"):  # the real ones are none of this run's
        shutil.rmtree(project.folder / results, ignore_errors=True)
    (project.folder / "dvc.lock").unlink(missing_ok=True)
    project.edit_params(shrink)
    ran = project.stages_run()
    project.commit("Run on the small dataset")
    return project, ran


@pytest.fixture
def project(first_run: tuple[Project, set[str]], tmp_path: Path) -> Project:
    """A copy of that run, for a test to change."""
    return copy_of_run(first_run[0], tmp_path / "project")
