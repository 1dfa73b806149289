"""A disk that fills up: each stage says which file it could not write; the next run mends it."""

import re
import shutil
from functools import cache
from pathlib import Path
from shutil import which
from subprocess import CompletedProcess, run

import pytest
from project import Project

# Of each stage: its command, and the first of its files that is larger than 2 kB.
STAGES = {
    "download": ("download.py", "data/raw/train-images-idx3-ubyte"),
    "normalize": ("normalize.py", "data/tensors/train.safetensors"),
    "corrupt": ("corrupt.py", "data/tensors/corrupted.safetensors"),
    "train@lenet": ("train.py lenet", "checkpoints/lenet/initial.safetensors"),
    "evaluate@lenet": ("evaluate.py lenet", "predictions/lenet.safetensors"),
    "visualize@lenet": ("visualize.py lenet", "pictures/lenet/feature_maps.png"),
    "export@lenet": ("export.py lenet", "exports/lenet/model.onnx"),
    "report": ("report.py", "report/figures/digits.png"),
}
QUICK = {"normalize"}  # the others in make soak
NEED = (
    "can't be written: File too large; it needs ([1-9][0-9,]*) bytes;"
    " `ulimit -f` shows how large a file may be, and a disk with FAT takes 4 GB"
)


# What torch's exporter needs before there is a file to name.
NO_TEMPORARY_FILES = "no folder for temporary files can be written; make room on the disk"


def run_short_of_space(project: Project, script: str, kilobytes: int) -> CompletedProcess[str]:
    """A stage where no file may grow past a size, which stops it where a full disk would."""
    # What `make coverage` would have the stage write is as large as that, too.
    command = f"unset COVERAGE_PROCESS_CONFIG; ulimit -f {kilobytes}; python stages/{script}"
    finished = project.run("bash", "-c", command, expect=None)
    assert "Traceback" not in finished.stderr
    return finished


def last_words(project: Project, script: str) -> str:
    """What a stage says last of a disk that takes 2 kB."""
    finished = run_short_of_space(project, script, kilobytes=2)
    assert finished.returncode == 1
    return finished.stderr.splitlines()[-1]


@pytest.mark.parametrize(
    "stage",
    [pytest.param(stage, marks=() if stage in QUICK else pytest.mark.soak) for stage in STAGES],
)
def test_names_the_file_and_loses_nothing(stage: str, project: Project) -> None:
    script, path = STAGES[stage]
    if stage == "download":  # its files come through a cache of the user's, which has room
        project.run("python", f"stages/{script}")
    before = project.results()
    assert re.fullmatch(f"error: {path}: {NEED}", last_words(project, script))
    assert project.results() == before
    assert project.stages_run("--single-item", "--force", "--no-run-cache", stage) == {stage}
    assert project.results() == before


def test_the_cache_of_downloads_is_named_with_the_way_to_move_it(project: Project) -> None:
    caches = project.folder.parent / "caches"
    shutil.rmtree(caches, ignore_errors=True)
    before = project.results()
    assert re.fullmatch(
        f"error: {caches}/digits/incoming-[^/]+/train-images-idx3-ubyte.gz: {NEED};"
        " the cache of downloads can be moved: set the environment variable DIGITS_CACHE_DIR",
        last_words(project, "download.py"),
    )
    assert project.results() == before
    assert list((caches / "digits").iterdir()) == []
    project.run("python", "stages/download.py")
    assert project.results() == before


# Mounts a disk over a folder, for the command alone; it holds what the folder did and 4 kB more.
SMALL_DISK = """
set -e
folder=$1 script=$2 copy=$(mktemp --directory)
cp --archive "$folder/." "$copy"
used=$(du --summarize --block-size=1k "$copy" | cut --fields=1)
mount -t tmpfs -o size=$((used + 4))k small "$folder"
cp --archive "$copy/." "$folder"
code=0
python stages/$script || code=$?
diff --recursive "$copy" "$folder" || code=99
rm --recursive "$copy"
exit $code
"""


@cache
def can_mount() -> bool:
    """Whether this user may mount a disk of a process's own."""
    trial = ["unshare", "--mount", "mount", "-t", "tmpfs", "small", "/mnt"]
    return bool(which("unshare")) and run(trial, check=False, capture_output=True).returncode == 0  # noqa: S603 - a constant


@pytest.mark.soak
@pytest.mark.parametrize("stage", STAGES)
def test_a_small_disk_is_named_and_loses_nothing(stage: str, project: Project) -> None:
    if not can_mount():
        pytest.skip("only root may mount a small disk, and not in every container")
    script, path = STAGES[stage]
    project.run("python", "stages/download.py")  # the user's cache has room
    before = project.results()
    folder = Path(path).parts[0]
    command = ("unshare", "--mount", "bash", "-c", SMALL_DISK, "-", folder, script)
    finished = project.run(*command, expect=1)
    assert "Traceback" not in finished.stderr
    said = (
        f"error: {path}: can't be written: No space left on device;"
        " it needs [1-9][0-9,]* bytes, and [0-9,]+ are free"
    )
    assert re.match(said, finished.stderr.splitlines()[-1]), finished.stderr
    assert project.results() == before
    assert project.stages_run("--single-item", "--force", "--no-run-cache", stage) == {stage}
    assert project.results() == before


@pytest.mark.soak
@pytest.mark.parametrize("stage", STAGES)
def test_every_file_of_a_stage_may_be_the_one_without_space(stage: str, project: Project) -> None:
    script, _ = STAGES[stage]
    before = project.results()
    named: list[str] = []
    kilobytes = 0
    while (finished := run_short_of_space(project, script, kilobytes)).returncode:
        last = finished.stderr.splitlines()[-1]
        if last.startswith(f"error: {NO_TEMPORARY_FILES}"):
            assert kilobytes == 0
            kilobytes = 1
            continue
        said = re.fullmatch(f"error: (.*): {NEED}(; the cache .*)?", last)
        assert said, finished.stderr
        assert said[1] not in named
        named.append(said[1])
        kilobytes = max(kilobytes, int(said[2].replace(",", "")) // 1024 + 8)  # with a header
        assert project.results() == before
    assert project.results() == before
    assert named
    assert project.stages_run() == set()
    print(f"{stage}: {len(named)} files without space, each named: {', '.join(named)}")
