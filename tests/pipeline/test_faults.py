"""Files that are lost, cut short or in the way: `dvc repro` makes them again, or says why not."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import yaml
from project import Project


def cut_short(path: str) -> Callable[[Project], None]:
    """Half of a file is left."""

    def damage(project: Project) -> None:
        content = (project.folder / path).read_bytes()
        (project.folder / path).write_bytes(content[: len(content) // 2])

    return damage


def deleted(path: str) -> Callable[[Project], None]:
    """A file or a folder is gone."""

    def damage(project: Project) -> None:
        victim = project.folder / path
        if victim.is_dir():
            shutil.rmtree(victim)
        else:
            victim.unlink()

    return damage


def objects(project: Project) -> Path:
    """DVC's cache of outputs."""
    return project.folder / ".dvc" / "cache" / "files"


def cached(project: Project, stage: str, path: str) -> Path:
    """Where the cache keeps an output."""
    lock = yaml.safe_load((project.folder / "dvc.lock").read_text(encoding="utf-8"))
    outs = lock["stages"][stage]["outs"]
    (md5,) = (out["md5"] for out in outs if out["path"] == path)
    return objects(project) / "md5" / md5[:2] / md5[2:]


def lost_from_cache(stage: str, path: str, *, here_too: bool) -> Callable[[Project], None]:
    """The cache lacks an output, which the working tree has, or lacks as well."""

    def damage(project: Project) -> None:
        cached(project, stage, path).unlink()
        if here_too:
            deleted(path)(project)

    return damage


def cut_short_in_cache(stage: str, path: str) -> Callable[[Project], None]:
    """The cache has half of an output, which the working tree lacks."""

    def damage(project: Project) -> None:
        victim = cached(project, stage, path)
        content = victim.read_bytes()
        victim.chmod(0o644)
        victim.write_bytes(content[: len(content) // 2])
        deleted(path)(project)

    return damage


TENSORS = ("normalize", "data/tensors/train.safetensors")
CHECKPOINT = ("train@lenet", "checkpoints/lenet")
# One of each kind, all of which `make test` repairs together.
FAULTS: dict[str, Callable[[Project], None]] = {
    "tensors cut short": cut_short("data/tensors/train.safetensors"),
    "scores deleted": deleted("metrics/test/lenet.json"),
    "a checkpoint lost everywhere": lost_from_cache(*CHECKPOINT, here_too=True),
}
EVERY_FAULT: dict[str, Callable[[Project], None]] = {
    **FAULTS,
    "weights cut short": cut_short("checkpoints/lenet/weights.safetensors"),
    "tensors lost from the cache": lost_from_cache(*TENSORS, here_too=False),
    "a raw file cut short": cut_short("data/raw/train-images-idx3-ubyte"),
    "a file of a checkpoint deleted": deleted("checkpoints/lenet/initial.safetensors"),
    "predictions deleted": deleted("predictions/lenet.safetensors"),
    "an exported file cut short": cut_short("exports/lenet/model.onnx"),
    "an exported file deleted": deleted("exports/lenet/model.onnx"),
    "scores cut short": cut_short("metrics/test/lenet.json"),
    "statistics deleted": deleted("metrics/normalization.json"),
    "all of metrics/ deleted": deleted("metrics"),
    "a picture deleted": deleted("report/figures/digits.png"),
    "tensors lost everywhere": lost_from_cache(*TENSORS, here_too=True),
    "a checkpoint lost from the cache": lost_from_cache(*CHECKPOINT, here_too=False),
    "tensors cut short in the cache": cut_short_in_cache(*TENSORS),
    "the whole cache lost": deleted(".dvc/cache"),
}


def everything(project: Project) -> dict[str, bytes]:
    """All results, and all that DVC's cache has of them."""
    paths = [path for path in objects(project).rglob("*") if path.is_file()]
    return project.results() | {str(path): path.read_bytes() for path in paths}


def assert_repaired(project: Project, *damages: Callable[[Project], None]) -> None:
    """After damages one by one, `dvc repro` brings every byte back and has nothing left to do."""
    before = after = everything(project)
    for damage in damages:
        intact = after
        damage(project)
        after = everything(project)
        assert after != intact
    lost = [path for path in before if after.get(path) != before[path]]
    project.run("dvc", "repro")
    assert everything(project) == before
    assert project.run("git", "status", "--porcelain").stdout == ""
    assert project.stages_run() == set()
    print(f"{len(lost)} files lost or damaged, {len(before)} as before after dvc repro")


def test_several_at_once_are_repaired_by_dvc_repro(project: Project) -> None:
    assert_repaired(project, *FAULTS.values())


@pytest.mark.soak
@pytest.mark.parametrize("fault", EVERY_FAULT)
def test_is_repaired_by_dvc_repro(fault: str, project: Project) -> None:
    assert_repaired(project, EVERY_FAULT[fault])
