"""A training set of synthetic digits, written to a file in parts that fit into memory."""

from pathlib import Path

import torch
from command_line import show_progress
from torch import Tensor
from workers import Turns

from digits.data.classes import DIGITS
from digits.data.images import SIDE
from digits.data.split import split_indices
from digits.data.statistics import PixelStatistics, pixel_statistics
from digits.data.tensor_file import class_metadata
from digits.whole_file import write_tensors

_GB = 10**9  # bytes
_CHUNK = 100_000  # images made at a time
_VALIDATION = 5_000  # images


def made(turns: Turns[PixelStatistics], file: Path, count: int) -> None:
    """Write digits that a network can learn, a bright block for each class in noise."""
    turns.wait()
    generator = torch.Generator().manual_seed(0)
    labels = torch.randint(0, 10, (count,), generator=generator)
    scratch = file.with_suffix(".bytes")
    pixels = torch.from_file(str(scratch), shared=True, size=count * SIDE**2, dtype=torch.uint8)
    images, blocks = pixels.view(count, 1, SIDE, SIDE), _blocks()
    for start in range(0, count, _CHUNK):
        some = blocks[labels[start : start + _CHUNK]]
        noise = torch.randint(0, 60, some.shape, generator=generator, dtype=torch.uint8)
        torch.maximum(noise, some, out=images[start : start + _CHUNK])
    training, validation = split_indices(count, min(_VALIDATION, count // 2), seed=0)
    tensors = {"images": images, "labels": labels}
    tensors |= {"training": training, "validation": validation}
    write_tensors(file, tensors, class_metadata(DIGITS))
    scratch.unlink()
    show_progress(f"{file.stat().st_size / _GB:.2f} GB of {count:,} images are made")
    turns.end(pixel_statistics(images))


def _blocks() -> Tensor:
    """For each class an image, 1 × 28 × 28, of a bright block at a place of its own."""
    blocks = torch.zeros(10, 1, SIDE, SIDE, dtype=torch.uint8)
    for label, block in enumerate(blocks):
        row, column = 2 + 14 * (label // 5), 2 + 5 * (label % 5)  # two rows of five
        block[0, row : row + 10, column : column + 4] = 230
    return blocks
