"""A disk that fills up: each stage says which file it could not write; the next run mends it."""

import shutil
from pathlib import Path

import pytest
from project import Project

# Of each stage: its command, and the first of its files that is larger than 2 kB.
STAGES = {
    "download": ("download.py", "data/raw/train-images-idx3-ubyte"),
    "normalize": ("normalize.py", "data/tensors/train.safetensors"),
    "corrupt": ("corrupt.py", "data/tensors/corrupted.safetensors"),
    "train@lenet": ("train.py lenet", "checkpoints/lenet/initial.safetensors"),
    "evaluate@lenet": ("evaluate.py lenet", "predictions/lenet.safetensors"),
    "report": ("report.py", "report/figures/digits.png"),
}


def contents(folder: Path) -> dict[str, bytes]:
    """All files that stages write, also those that they began."""
    roots = ("data", "checkpoints", "predictions", "metrics", "report")
    paths = [path for root in roots for path in (folder / root).rglob("*") if path.is_file()]
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.mark.parametrize("stage", STAGES)
def test_names_the_file_and_loses_nothing(stage: str, project: Project) -> None:
    command, path = STAGES[stage]
    before = contents(project.folder)
    if stage == "download":  # its files come through a cache of the user's, which is full as well
        shutil.rmtree(project.folder.parent / "caches", ignore_errors=True)
    # No file may grow past 2 kB, which the system reports as it does a full disk.
    finished = project.run("bash", "-c", f"ulimit -f 2; python stages/{command}", expect=1)
    assert "Traceback" not in finished.stderr
    if stage == "download":
        assert "File too large" in finished.stderr
        assert "error: could not fetch " in finished.stderr
    else:
        said = f"error: {path}: can't be written: File too large; it needs "
        assert finished.stderr.splitlines()[-1].startswith(said)
    assert contents(project.folder) == before
    assert project.stages_run("--single-item", "--force", "--no-run-cache", stage) == {stage}
    assert contents(project.folder) == before
