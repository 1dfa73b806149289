"""Images laid out as those of MNIST: a digit of 20 pixels, its centre of mass in pixel 14, 14."""

from math import ceil

import torch
from jaxtyping import UInt8
from torch import Tensor

SIDE = 28
BOX = 20


def centred_digits(count: int, seed: int) -> UInt8[Tensor, "count 1 28 28"]:
    """Blots whose longer side is 20 pixels and the other one from 5, upright and lying by turns."""
    generator = torch.Generator().manual_seed(seed)
    images = torch.zeros(count, 1, SIDE, SIDE, dtype=torch.uint8)
    for index in range(count):
        shorter = int(torch.randint(5, BOX + 1, (), generator=generator))
        height, width = (BOX, shorter) if index % 2 else (shorter, BOX)
        # Ink in every pixel, so that the box is the blot.
        blot = torch.randint(1, 256, (height, width), generator=generator, dtype=torch.uint8)
        blot[: height // 2, : width // 3] //= 4  # and its centre of mass is not the middle
        row, column = (_first(blot.sum(1 - axis)) for axis in (0, 1))
        images[index, 0, row : row + height, column : column + width] = blot
    return images


def centre_of_mass(image: Tensor) -> tuple[float, float]:
    """Down and across, in pixels from the upper left corner: 0.5 is the middle of the first."""
    mass = image.double()
    return _mean_place(mass.sum(1)), _mean_place(mass.sum(0))


def _first(sums: Tensor) -> int:
    """Where rows or columns with these sums have to begin."""
    return ceil(14 - _mean_place(sums))


def _mean_place(sums: Tensor) -> float:
    places = torch.arange(len(sums), dtype=torch.float64) + 0.5
    return float((sums.double() * places).sum() / sums.sum())
