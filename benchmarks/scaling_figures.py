"""The figures of `scaling.py`, and how they are shown."""

from collections.abc import Sequence
from itertools import pairwise
from typing import TypedDict

from figures import table


class Cell(TypedDict):
    """Our training on so many images with so many threads."""

    images: int
    threads: int
    epoch_s: float  # median of the rounds
    rounds_s: list[float]
    peak_gb: float  # resident memory of the process, in 10⁹ bytes


class Scaling(TypedDict):
    """What `scaling.py` measured."""

    model: str
    rounds: int
    cells: list[Cell]
    peak_gb: dict[str, float]  # by model, of a training process of the pipeline; may be empty


def growth(before: Cell, after: Cell) -> float:
    """The factor of time where images become four times as many, from two cells of a thread count.

    4 if time is proportional to images.
    """
    return 4 * (after["epoch_s"] / before["epoch_s"]) / (after["images"] / before["images"])


def steps_up(cells: Sequence[Cell]) -> list[tuple[Cell, Cell]]:
    """Each cell that has one with fewer images and the same threads, behind the next smaller."""
    ordered = sorted(cells, key=lambda cell: (cell["threads"], cell["images"]))
    return [pair for pair in pairwise(ordered) if pair[0]["threads"] == pair[1]["threads"]]


def scaling_table(cells: Sequence[Cell]) -> str:
    """A row per number of threads and of images."""
    factors = {
        (after["threads"], after["images"]): growth(before, after)
        for before, after in steps_up(cells)
    }
    rows: list[dict[str, object]] = []
    for cell in cells:
        factor = factors.get((cell["threads"], cell["images"]))
        rows.append(
            {
                "threads": f"{cell['threads']}",
                "images": f"{cell['images']:,}",
                "epoch, s": f"{cell['epoch_s']:.2f}",
                "µs per image": f"{1e6 * cell['epoch_s'] / cell['images']:.1f}",
                "factor of time for 4 × images": "" if factor is None else f"{factor:.2f}",
                "peak memory, GB": f"{cell['peak_gb']:.2f}",
            }
        )
    return table(rows, text_columns=0)


def memory_table(peak_gb: dict[str, float]) -> str:
    """A row per model."""
    return table(
        [{"model": f"`{key}`", "peak memory, GB": f"{gb:.2f}"} for key, gb in peak_gb.items()]
    )
