"""One picture that holds all test images that the page shows, so that each is there once."""

from collections.abc import Iterable
from dataclasses import dataclass
from io import BytesIO

import torch
from jaxtyping import UInt8
from PIL import Image
from torch import Tensor

from digits.data.images import SIDE, LabelledImages

COLUMNS = 50  # of images
_SHADES = 16  # of grey: half the bytes of all 256, and the eye sees no difference
_STEP = 255 // (_SHADES - 1)


@dataclass(frozen=True)
class Sprite:
    """Images side by side, row by row, dark on white."""

    png: bytes
    places: list[int]  # in the test file, of each tile
    rows: int


def sprite_of(test: LabelledImages, places: Iterable[int]) -> Sprite:
    """Put the images at these places, each once and in the order of the file, into one picture."""
    ordered = sorted(set(places))
    rows = -(-len(ordered) // COLUMNS) or 1
    grid = _grid(test.images[torch.tensor(ordered, dtype=torch.int64)], rows)
    picture = Image.fromarray((grid // (256 // _SHADES)).numpy(), mode="P")
    # Ink is dark, paper white.
    picture.putpalette([255 - _STEP * shade for shade in range(_SHADES) for _ in range(3)])
    content = BytesIO()
    picture.save(content, format="PNG", optimize=True, bits=4)
    return Sprite(content.getvalue(), ordered, rows)


def _grid(images: UInt8[Tensor, "n 1 28 28"], rows: int) -> UInt8[Tensor, "height width"]:
    tiles = torch.zeros(rows * COLUMNS, SIDE, SIDE, dtype=torch.uint8)
    tiles[: len(images)] = images[:, 0]
    tiles = tiles.reshape(rows, COLUMNS, SIDE, SIDE).transpose(1, 2)
    return tiles.reshape(rows * SIDE, COLUMNS * SIDE)
