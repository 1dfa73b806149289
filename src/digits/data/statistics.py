"""Mean and standard deviation of the pixels: what normalization needs and no library computes."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from jaxtyping import UInt8
from torch import Tensor

from digits.errors import UserError


class StatisticsError(UserError):
    """The file of the statistics is missing or damaged."""


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

    Raises `StatisticsError` where they aren't there.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
        return PixelStatistics(mean=content["mean"], std=content["std"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise StatisticsError(
            f"{path}: no statistics of the pixels in it ({error}); make it: dvc repro normalize"
        ) from error
