"""A training set larger than memory: an epoch of it, with a limit on the memory of the process."""

import argparse
import os
import sys
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter, process_time
from typing import TypedDict

from command_line import positive
from figures import table, write_figures
from large_set import made
from machine import warn_if_busy
from ours import with_recipe
from resident_limit import ResidentLimit
from workers import Turns, Worker

from digits.data.chosen_images import parts
from digits.data.image_files import load_split_images
from digits.data.statistics import PixelStatistics
from digits.device import set_up_arithmetic
from digits.errors import reported_to_user
from digits.params.read import chosen_model, read_params
from digits.training.history import Epoch as Scores
from digits.training.progress import PrintedProgress
from digits.training.run import train_and_save

_GB = 10**9  # bytes


class Epoch(TypedDict):
    """A training of one epoch, from the opening of the file to the written weights."""

    model: str
    images: int
    file_gb: float
    limit_gb: float
    seconds: float
    processor_s: float  # of all threads
    peak_gb: float  # resident, own memory and pages of files; by the system's own account
    peak_own_gb: float  # resident, own memory only; sampled
    read_gb: float  # from the disk
    dropped: int  # times that the pages of the file were dropped
    validation_accuracy: float


@dataclass(frozen=True)
class Task:
    """What to train on what."""

    model: str  # a key of params.yaml
    file: Path
    limit: int  # bytes
    statistics: PixelStatistics
    threads: int | None = None  # those of params.yaml


def main() -> None:
    """Make a set of synthetic digits, and train an epoch on it with less memory than it takes.

    The set is written twice for a moment, and removed at the end.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--model", default="mlp_small", help="a key of params.yaml (default: %(default)s)"
    )
    parser.add_argument(
        "--images", type=positive, default=5_200_000, help="in all (default: %(default)s)"
    )
    parser.add_argument(
        "--limit", type=float, default=2.0, help="GB of 10⁹ bytes (default: %(default)s)"
    )
    parser.add_argument(
        "--threads", type=positive, help="of the CPU (default: those of params.yaml)"
    )
    parser.add_argument(
        "--folder", type=Path, help="where there is room for twice the set (default: as temporary)"
    )
    parser.add_argument("--json", type=Path, help="a file to write the figures to as well")
    arguments = parser.parse_args()
    chosen_model(read_params(), arguments.model)
    warn_if_busy()
    with TemporaryDirectory(dir=arguments.folder) as folder:
        file = Path(folder, "train.safetensors")
        with Worker(made, file, arguments.images) as maker:
            statistics = maker.turn()
        limit = int(arguments.limit * _GB)
        task = Task(arguments.model, file, limit, statistics, arguments.threads)
        with Worker(trained, task) as trainer:
            epoch = trainer.turn()
            epoch["peak_gb"] = trainer.peak_memory / _GB
    print(table([{"": name, "found": _shown(value)} for name, value in epoch.items()]))
    write_figures(arguments.json, epoch)


def trained(turns: Turns[Epoch], task: Task) -> None:
    """Do what the stage `train` does, with one epoch, within the limit."""
    model = chosen_model(read_params(), task.model)
    model = with_recipe(model, epochs=1, threads=task.threads or model.training.threads)
    set_up_arithmetic(model.training.threads)
    with task.file.open("rb") as file:  # so that the disk is read, not what is left of writing
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    turns.wait()
    progress, before = _Progress(1, sys.stderr), _read_bytes()
    start, worked = perf_counter(), process_time()
    with ResidentLimit(task.limit, task.file) as limit:
        training, validation = parts(load_split_images(task.file))
        folder, states = task.file.with_name("checkpoint"), task.file.with_name("states")
        train_and_save(model, training, validation, task.statistics, folder, states, progress)
    turns.end(
        Epoch(
            model=task.model,
            images=len(training),
            file_gb=task.file.stat().st_size / _GB,
            limit_gb=task.limit / _GB,
            seconds=perf_counter() - start,
            processor_s=process_time() - worked,
            peak_gb=0,
            peak_own_gb=limit.peak_own / _GB,
            read_gb=(_read_bytes() - before) / _GB,
            dropped=limit.times,
            validation_accuracy=progress.accuracy,
        )
    )


class _Progress(PrintedProgress):
    """The pipeline's own, and what the validation said."""

    accuracy = 0.0

    def on_epoch(self, epoch: Scores) -> None:
        super().on_epoch(epoch)
        self.accuracy = epoch.validation_accuracy or 0.0


def _read_bytes() -> int:
    """Fetched from the disk by this process so far."""
    lines = Path("/proc/self/io").read_text(encoding="utf-8").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("read_bytes"))


def _shown(value: object) -> str:
    return (
        f"{value:,.2f}"
        if isinstance(value, float)
        else f"{value:,}"
        if isinstance(value, int)
        else f"{value}"
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
