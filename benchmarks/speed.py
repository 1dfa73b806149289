"""Seconds per epoch: as the tutorials train, as we do, and the limit that the steps alone set."""

import argparse
from collections.abc import Sequence
from contextlib import ExitStack
from pathlib import Path
from statistics import geometric_mean, median

from command_line import comma_separated, positive, show_progress
from figures import write_figures
from machine import warn_if_busy
from ours import EPOCH, FEWEST_IMAGES, Task, limit, ours, steps
from speed_figures import ModelSpeed, Speed, speed_table
from tutorials import RECIPES, tutorial
from workers import Worker

from digits.errors import UserError, reported_to_user
from digits.params.read import chosen_model, read_params

_WAYS = {"tutorial": tutorial, "ours": ours, "limit": limit}


def main() -> None:
    """Time an epoch of 60,000 images for each network of the tutorials, three ways, in turns.

    "Tutorial" trains as the network's tutorial does, "ours" as stages/train.py does; both validate
    on one image for twelve that they train on. "Limit" is the steps of "ours" alone, on a batch
    that never changes.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--models", type=comma_separated, help="keys of params.yaml, as in mlp,lenet; else all"
    )
    parser.add_argument(
        "--images", type=positive, default=EPOCH, help="timed for an epoch (default: %(default)s)"
    )
    parser.add_argument(
        "--rounds", type=positive, default=3, help="epochs of each way (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, help="a file to write the figures to as well")
    arguments = parser.parse_args()
    if arguments.images < FEWEST_IMAGES:
        raise UserError(f"--images: found {arguments.images}; give {FEWEST_IMAGES} or more")
    keys = _chosen(arguments.models)
    warn_if_busy()
    models = {key: _measured(Task(key, arguments.images, arguments.rounds)) for key in keys}
    figures = Speed(
        images=arguments.images,
        rounds=arguments.rounds,
        models=models,
        tutorial_to_ours=geometric_mean(model["tutorial_to_ours"] for model in models.values()),
        ours_to_limit=geometric_mean(model["ours_to_limit"] for model in models.values()),
    )
    print(speed_table(figures))
    write_figures(arguments.json, figures)


def _chosen(wanted: Sequence[str] | None) -> Sequence[str]:
    params = read_params()
    keys = wanted or [key for key in params.models if key in RECIPES]
    for key in keys:
        chosen_model(params, key)
        if key not in RECIPES:
            raise UserError(f"--models: no tutorial trains {key!r}; take of {', '.join(RECIPES)}")
    return keys


def _measured(task: Task) -> ModelSpeed:
    rounds: dict[str, list[float]] = {way: [] for way in _WAYS}
    with ExitStack() as stack:
        workers = {way: stack.enter_context(Worker(job, task)) for way, job in _WAYS.items()}
        for number in range(1, task.epochs + 1):
            for way, worker in workers.items():
                rounds[way].append(worker.turn() * EPOCH / task.images)
            line = ", ".join(f"{way} {seconds[-1]:.2f} s" for way, seconds in rounds.items())
            show_progress(f"{task.model}: round {number}/{task.epochs}: {line}")
    medians = {way: median(seconds) for way, seconds in rounds.items()}
    batch = task.block().training.batch_size
    limit_s = medians["limit"] * task.images / EPOCH
    return ModelSpeed(
        tutorial_s=medians["tutorial"],
        ours_s=medians["ours"],
        limit_s=medians["limit"],
        tutorial_to_ours=medians["tutorial"] / medians["ours"],
        ours_to_limit=medians["ours"] / medians["limit"],
        step_ms=1000 * limit_s / steps(task.images, batch),
        tutorial_batch=RECIPES[task.model].batch_size,
        batch=batch,
        rounds_s=rounds,
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
