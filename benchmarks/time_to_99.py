"""Time to a network that reads 99 % of the test images: our quick recipe and pytorch/examples'."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev
from typing import TypedDict

from command_line import positive, show_progress
from figures import table, write_figures
from machine import warn_if_busy
from runners import ExampleEpoch, Run, example_run, our_run
from workers import Worker

from digits.errors import reported_to_user
from digits.params.read import chosen_model, read_params

GOAL = 0.99  # of the test images


class Ours(TypedDict):
    """Our runs, one per seed."""

    n: int
    epochs: int  # of the recipe
    mean_accuracy: float
    sd_accuracy: float | None  # of the runs; None for a single one
    min_accuracy: float
    mean_s: float
    accuracies: list[float]
    seconds: list[float]


class Example(TypedDict):
    """The example, up to its first epoch at the goal."""

    reached: bool
    epochs: int
    seconds: float  # with its test after every epoch
    seconds_without_tests: float
    accuracies: list[float]  # after each epoch
    training_s: list[float]  # of each epoch
    test_s: list[float]  # of each epoch


class TimeTo99(TypedDict):
    """Both, and how many times as long the example takes; a lower bound if it didn't reach it."""

    model: str
    ours: Ours
    example: Example
    ratio: float
    ratio_without_tests: float


def main() -> None:
    """Time the way to 99 % of the test images, for a recipe of params.yaml and pytorch/examples.

    Ours is trained with several seeds on the pipeline's training images; its clock runs from the
    initialisation to the end of training, and accuracy is measured once, afterwards. The example
    is trained with its own recipe on all 60,000 images until its test after an epoch first shows
    99 %. Neither clock includes the start of Python or the reading of files.
    """
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--model", default="quick", help="our recipe, a key of params.yaml (default: %(default)s)"
    )
    parser.add_argument(
        "--seeds", type=positive, default=10, help="runs of ours (default: %(default)s)"
    )
    parser.add_argument(
        "--epochs-of-example", type=positive, default=14, help="at most (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, help="a file to write the figures to as well")
    arguments = parser.parse_args()
    recipe = chosen_model(read_params(), arguments.model).training
    warn_if_busy()
    # Half of ours before the example and half after it: a drift of the machine hits both.
    half = arguments.seeds // 2
    runs = [_our_run(arguments.model, seed) for seed in range(1, half + 1)]
    epochs = _example_epochs(arguments.epochs_of_example)
    runs += [_our_run(arguments.model, seed) for seed in range(half + 1, arguments.seeds + 1)]
    ours, example = _summary(runs, recipe.epochs), _example_summary(epochs)
    figures = TimeTo99(
        model=arguments.model,
        ours=ours,
        example=example,
        ratio=example["seconds"] / ours["mean_s"],
        ratio_without_tests=example["seconds_without_tests"] / ours["mean_s"],
    )
    print(f"{time_table(figures)}\n\n{conclusion(figures)}")
    write_figures(arguments.json, figures)


def time_table(figures: TimeTo99) -> str:
    """A row for ours, one for the example, and one for the example without its tests."""
    ours, example = figures["ours"], figures["example"]
    spread = "" if ours["sd_accuracy"] is None else f" ± {ours['sd_accuracy']:.2%}"
    titles = ("recipe", "n", "epochs", "test accuracy", "seconds", "times ours")
    epochs, reached = f"{example['epochs']}", f"{example['accuracies'][-1]:.2%}"
    seconds, bare = example["seconds"], example["seconds_without_tests"]
    ratio, bare_ratio = f"{figures['ratio']:.1f}", f"{figures['ratio_without_tests']:.1f}"
    rows = [
        (
            f"`{figures['model']}`",
            f"{ours['n']}",
            f"{ours['epochs']}",
            f"{ours['mean_accuracy']:.2%}{spread}",
            f"{ours['mean_s']:.2f}",
            "1",
        ),
        ("pytorch/examples", "1", epochs, reached, f"{seconds:.2f}", ratio),
        ("the same without its tests", "1", epochs, reached, f"{bare:.2f}", bare_ratio),
    ]
    return table([dict(zip(titles, row, strict=True)) for row in rows])


def conclusion(figures: TimeTo99) -> str:
    """Whether both reached the goal."""
    ours, example = figures["ours"], figures["example"]
    place = "below" if ours["mean_accuracy"] < GOAL else "at or over"
    first = (
        f"`{figures['model']}` is {place} {GOAL:.1%}: mean {ours['mean_accuracy']:.3%} of"
        f" {ours['n']} seeds, the lowest {ours['min_accuracy']:.2%}."
    )
    if example["reached"]:
        return first
    return f"{first} The example stayed below it in {example['epochs']} epochs."


def _our_run(model: str, seed: int) -> Run:
    with Worker(our_run, model, seed) as worker:
        run = worker.turn()
    show_progress(f"{model}, seed {seed}: {run.seconds:.2f} s, {run.accuracy:.2%}")
    return run


def _example_epochs(most: int) -> list[ExampleEpoch]:
    epochs: list[ExampleEpoch] = []
    with Worker(example_run, most) as worker:
        while len(epochs) < most and (not epochs or epochs[-1].accuracy < GOAL):
            epochs.append(epoch := worker.turn())
            show_progress(
                f"pytorch/examples, epoch {len(epochs)}: {epoch.training_s:.2f} s and"
                f" {epoch.test_s:.2f} s of testing, {epoch.accuracy:.2%}"
            )
    return epochs


def _summary(runs: Sequence[Run], epochs: int) -> Ours:
    accuracies = [run.accuracy for run in runs]
    seconds = [run.seconds for run in runs]
    return Ours(
        n=len(runs),
        epochs=epochs,
        mean_accuracy=mean(accuracies),
        sd_accuracy=stdev(accuracies) if len(runs) > 1 else None,
        min_accuracy=min(accuracies),
        mean_s=mean(seconds),
        accuracies=accuracies,
        seconds=seconds,
    )


def _example_summary(epochs: Sequence[ExampleEpoch]) -> Example:
    training_s = [epoch.training_s for epoch in epochs]
    test_s = [epoch.test_s for epoch in epochs]
    return Example(
        reached=epochs[-1].accuracy >= GOAL,
        epochs=len(epochs),
        seconds=sum(training_s) + sum(test_s),
        seconds_without_tests=sum(training_s),
        accuracies=[epoch.accuracy for epoch in epochs],
        training_s=training_s,
        test_s=test_s,
    )


if __name__ == "__main__":
    with reported_to_user():
        main()
