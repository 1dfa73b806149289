"""Time to a network that reads 99 % of the test images: our quick recipe and pytorch/examples'."""

import argparse
from collections.abc import Sequence
from pathlib import Path
from statistics import mean, stdev

from command_line import positive, show_progress
from figures import write_figures
from machine import warn_if_busy
from runners import ExampleEpoch, Run, example_run, our_run
from time_to_99_figures import GOAL, Example, Ours, TimeTo99, conclusion, time_table
from workers import Worker

from digits.errors import reported_to_user
from digits.params.read import chosen_model, read_params


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
