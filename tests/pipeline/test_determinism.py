"""The same params and code give the same bytes: two whole runs that share nothing."""

from pathlib import Path
from typing import Any

import pytest
import yaml
from project import LOCK, RESULTS, Project, remove_results


def stages(project: Project) -> dict[str, Any]:
    """What dvc.lock says of each stage."""
    return yaml.safe_load((project.folder / LOCK).read_text(encoding="utf-8"))["stages"]


def hashes(project: Project) -> dict[str, str]:
    """The hash of each output, by its stage and path."""
    return {
        f"{stage}: {out['path']}": out["md5"]
        for stage, record in stages(project).items()
        for out in record["outs"]
    }


def clone_without_results(original: Project, folder: Path) -> Project:
    """The same code and params in another place, with caches of its own, all of them empty."""
    original.run("git", "clone", "--quiet", ".", str(folder))
    clone = Project(folder)
    remove_results(clone)
    return clone


def test_two_runs_from_empty_caches_have_the_same_hashes(
    own_run: Project, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    second = clone_without_results(own_run, tmp_path / "elsewhere" / "project")
    found = {path.name for path in second.folder.iterdir()}
    cached = {"data", "checkpoints", "predictions", "pictures", "exports", ".resume"}
    assert not found & {LOCK, *RESULTS, *cached}
    assert not (second.folder / ".dvc" / "cache").exists()
    assert not (second.folder.parent / "caches").exists()
    # The threads are those of params.yaml, whatever the environment says.
    for variable in ("OMP_NUM_THREADS", "MKL_NUM_THREADS", "OPENBLAS_NUM_THREADS"):
        monkeypatch.setenv(variable, "2")
    expected, every = hashes(own_run), stages(own_run)
    assert second.stages_run("--no-run-cache") == set(every)
    assert hashes(second) == expected
    assert stages(second) == every
    print(f"{len(expected)} outputs of {len(every)} stages, each with the same hash in two runs")
