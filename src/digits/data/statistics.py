"""Mean and standard deviation of the pixels, exact: from whole numbers, on every machine alike."""

from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import UInt8
from torch import Tensor

from digits.errors import UserError
from digits.records import read_numbers

_LEAST_STD = 1e-6  # a single pixel among more than 10¹² others; float32 still divides by it
_REPAIR = "make it with: dvc repro normalize"


class StatisticsError(UserError):
    """The statistics are of no images that can be normalized by them."""


@dataclass(frozen=True)
class PixelStatistics:
    """On the scale where black is 0 and white is 1."""

    mean: float
    std: float  # of the population, not of a sample


def pixel_statistics(images: UInt8[Tensor, "n 1 28 28"]) -> PixelStatistics:
    """Compute the statistics of all pixels of all images.

    From the counts of the 256 values, in whole numbers: exact, and the same on every machine.
    """
    counts = torch.bincount(images.flatten(), minlength=256).tolist()
    pixels = sum(counts)
    total = sum(value * count for value, count in enumerate(counts))
    squares = sum(value**2 * count for value, count in enumerate(counts))
    variance = (squares * pixels - total**2) / pixels**2
    return PixelStatistics(mean=total / pixels / 255, std=variance**0.5 / 255)


def read_statistics(path: Path) -> PixelStatistics:
    """Read the statistics that the stage `normalize` wrote as JSON.

    Raises `RecordError` where they aren't there, and `StatisticsError` where pixels in [0, 1] can't
    have them, or are all alike, so that there is nothing to scale them by.
    """
    numbers = read_numbers(path, ("mean", "std"), _REPAIR)
    for name, least in (("mean", 0), ("std", _LEAST_STD)):
        if not least <= numbers[name] <= 1:
            raise StatisticsError(
                f"{path}: {name}: found {numbers[name]}; should be from {least} to 1, as of pixels"
                f" in [0, 1] that differ; {_REPAIR}, with other images where these are all alike"
            )
    return PixelStatistics(mean=float(numbers["mean"]), std=float(numbers["std"]))
