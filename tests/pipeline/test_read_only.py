"""Folders that can't be written to: each stage says which file it is about and loses nothing."""

import os
import shutil
import subprocess
from functools import cache

import pytest
from project import Project

# Of each stage: its command, a folder that it writes to, the file in it that it writes first.
STAGES = {
    "download": ("download.py", "data", "data/raw"),
    "normalize": ("normalize.py", "data/tensors", "data/tensors/train.safetensors"),
    "corrupt": ("corrupt.py", "data/tensors", "data/tensors/corrupted.safetensors"),
    "train@lenet": ("train.py lenet", "checkpoints/lenet", "checkpoints/lenet/initial.safetensors"),
    "evaluate@lenet": ("evaluate.py lenet", "predictions", "predictions/lenet.safetensors"),
    "visualize@lenet": ("visualize.py lenet", "pictures/lenet", "pictures/lenet/feature_maps.png"),
    "export@lenet": ("export.py lenet", "exports/lenet", "exports/lenet/model.onnx"),
    "report": ("report.py", "report/figures", "report/figures/digits.png"),
}
QUICK = {"train@lenet"}  # the others in make soak


@cache
def bound_by_permissions() -> tuple[str, ...]:
    """The beginning of a command that permissions hold for, though root runs it."""
    if os.geteuid() != 0:
        return ()
    drop = ("setpriv", "--bounding-set=-dac_override,-dac_read_search")
    if shutil.which("setpriv") and subprocess.run([*drop, "true"], check=False).returncode == 0:  # noqa: S603 - a constant
        return drop
    pytest.skip("root may write to read-only folders here, and setpriv can't make it obey")


def run_bound(project: Project, *command: str) -> str:
    """What a command says that has to fail."""
    finished = project.run(*bound_by_permissions(), *command, expect=None)
    assert finished.returncode != 0
    return finished.stderr


@pytest.mark.parametrize(
    "stage",
    [pytest.param(stage, marks=() if stage in QUICK else pytest.mark.soak) for stage in STAGES],
)
def test_names_the_file_and_loses_nothing(stage: str, project: Project) -> None:
    script, path, file = STAGES[stage]
    command = ("dvc", "repro", "--single-item", "--force", "--no-run-cache", stage)
    before = project.results()
    folder = project.folder / path
    folder.chmod(0o555)
    said = run_bound(project, "python", *f"stages/{script}".split())
    assert said.splitlines()[-1] == f"error: {file}: can't be written: Permission denied"
    assert "Traceback" not in said
    assert project.results() == before
    assert path in run_bound(project, *command)  # DVC removes outputs first, and says so itself
    folder.chmod(0o755)
    project.run("dvc", "repro")
    assert project.results() == before


def test_the_cache_of_downloads_is_named_with_the_way_to_move_it(project: Project) -> None:
    cache_of_downloads = project.folder.parent / "caches" / "digits"
    cache_of_downloads.mkdir(parents=True)
    cache_of_downloads.chmod(0o555)
    before = project.results()
    said = run_bound(project, "python", "stages/download.py")
    assert said.startswith(f"error: {cache_of_downloads}/incoming-")
    assert said.endswith(
        ": Permission denied; the cache of downloads can be moved: set the environment variable"
        " DIGITS_CACHE_DIR\n"
    )
    assert project.results() == before
    cache_of_downloads.chmod(0o755)
    project.run("python", "stages/download.py")
    assert project.results() == before
