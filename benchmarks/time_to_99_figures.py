"""The figures of `time_to_99.py`, and how they are shown."""

from typing import TypedDict

from figures import table

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
