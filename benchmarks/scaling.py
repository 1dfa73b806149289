"""How time and memory grow: with the images, with the threads, and from model to model."""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from itertools import product
from pathlib import Path
from statistics import median

from command_line import comma_separated, positive, show_progress, whole_numbers
from figures import write_figures
from machine import warn_if_busy
from ours import FEWEST_IMAGES, Task, ours, whole_training
from scaling_figures import Cell, Scaling, memory_table, scaling_table
from workers import Worker

from digits.errors import UserError, reported_to_user
from digits.params.read import chosen_model, read_params

_GB = 1e9  # bytes


def main() -> None:
    """Time our training on fewer and more images and threads, and measure its memory.

    Every pair of a number of images and one of threads has a process of its own, and all take an
    epoch in turns. One image for twelve is added for validation.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--model", default="lenet", help="a key of params.yaml (default: %(default)s)"
    )
    parser.add_argument(
        "--images",
        type=whole_numbers,
        default=[15_000, 60_000, 240_000],
        help="of an epoch; the 60,000 are repeated (default: 15000,60000,240000)",
    )
    parser.add_argument(
        "--threads", type=whole_numbers, default=[1, 2], help="of the CPU (default: 1,2)"
    )
    parser.add_argument(
        "--rounds", type=positive, default=3, help="epochs of each (default: %(default)s)"
    )
    parser.add_argument(
        "--memory",
        nargs="?",
        const="",
        metavar="MODELS",
        help="also the peak memory of one epoch of the pipeline's own training, of these models or"
        " of all",
    )
    parser.add_argument("--json", type=Path, help="a file to write the figures to as well")
    arguments = parser.parse_args()
    if min(arguments.images) < FEWEST_IMAGES:
        raise UserError(f"--images: found {min(arguments.images)}; give {FEWEST_IMAGES} or more")
    params = read_params()
    models: list[str] = []
    if arguments.memory is not None:
        models = comma_separated(arguments.memory) or list(params.models)
    for key in [arguments.model, *models]:
        chosen_model(params, key)
    warn_if_busy()
    tasks = [
        Task(arguments.model, images, arguments.rounds, threads)
        for threads, images in product(arguments.threads, arguments.images)
    ]
    figures = Scaling(
        model=arguments.model,
        rounds=arguments.rounds,
        cells=_cells(tasks),
        peak_gb={key: _peak_of_training(key) for key in models},
    )
    print(scaling_table(figures["cells"]))
    if models:
        print(f"\n{memory_table(figures['peak_gb'])}")
    write_figures(arguments.json, figures)


def _cells(tasks: Sequence[Task]) -> list[Cell]:
    rounds: list[list[float]] = [[] for _ in tasks]
    with ExitStack() as stack:
        workers = [stack.enter_context(Worker(ours, task)) for task in tasks]
        for _ in range(tasks[0].epochs):
            for task, worker, seconds in zip(tasks, workers, rounds, strict=True):
                seconds.append(worker.turn())
                show_progress(
                    f"{task.model}, {task.images:,} images, threads {task.threads}: round"
                    f" {len(seconds)}/{task.epochs}: {seconds[-1]:.2f} s"
                )
        peaks = [worker.peak_memory / _GB for worker in workers]
    return [
        Cell(
            images=task.images,
            threads=task.threads or 0,
            epoch_s=median(seconds),
            rounds_s=seconds,
            peak_gb=peak,
        )
        for task, seconds, peak in zip(tasks, rounds, peaks, strict=True)
    ]


def _peak_of_training(model: str) -> float:
    with Worker(whole_training, model) as worker:
        seconds = worker.turn()
        show_progress(f"{model}: {worker.peak_memory / _GB:.2f} GB in {seconds:.1f} s")
        return worker.peak_memory / _GB


if __name__ == "__main__":
    with reported_to_user():
        main()
