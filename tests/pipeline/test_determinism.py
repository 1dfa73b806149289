"""The same params and code give the same bytes: two whole runs that share nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from project import LOCK, RESULTS, Project, remove_results


def stages(project: Project) -> dict[str, Any]:
    """What dvc.lock says of each stage."""
    return yaml.safe_load((project.folder / LOCK).read_text(encoding="utf-8"))["stages"]


def clone_without_results(original: Project, folder: Path) -> Project:
    """The same code and params in another place, with caches of its own, all of them empty."""
    original.run("git", "clone", "--quiet", ".", str(folder))
    clone = Project(folder)
    remove_results(clone)
    return clone


def assert_made_alike(first: Project, second: Project, *targets: str) -> None:
    """Run these stages from nothing: each reads and writes what the first run's did."""
    found = {path.name for path in second.folder.iterdir()}
    cached = {"data", "checkpoints", "predictions", "pictures", "exports", ".resume"}
    assert not found & {LOCK, *RESULTS, *cached}
    assert not (second.folder / ".dvc" / "cache").exists()
    assert not (second.folder.parent / "caches").exists()
    ran = second.stages_run("--no-run-cache", *targets)
    expected = {name: stage for name, stage in stages(first).items() if name in ran}
    assert len(expected) == len(ran) >= len(targets)
    assert stages(second) == expected  # with the hash of each dependency and output


@pytest.fixture
def second(own_run: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Project:
    """A clone whose threads are those of params.yaml, whatever the environment says."""
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(variable, "2")
    return clone_without_results(own_run, tmp_path / "elsewhere" / "project")


# Of exports, tests/export/test_stage.py compares the bytes.
def test_a_network_and_its_pictures_made_twice_have_the_same_hashes(
    own_run: Project, second: Project
) -> None:
    assert_made_alike(own_run, second, "visualize@lenet")


@pytest.mark.soak
def test_two_runs_from_empty_caches_have_the_same_hashes(
    own_report: Project, second: Project
) -> None:
    assert_made_alike(own_report, second)
