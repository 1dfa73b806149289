"""Which test images the pictures are of."""

import torch
from jaxtyping import Int64
from torch import Tensor

from digits.data.images import CLASSES
from digits.params.read import ParamsError

_EIGHT = 8  # has curves, crossings and closed loops


def first_of_each(labels: Int64[Tensor, " n"]) -> list[int]:
    """The place of the first image of each digit that there is, from 0 to 9."""
    places = [(labels == digit).nonzero() for digit in range(CLASSES)]
    return [int(found[0]) for found in places if len(found)]


def chosen_image(wanted: int | None, labels: Int64[Tensor, " n"]) -> int:
    """The place of the image to draw feature maps of.

    It is the wanted one, or else the first 8, or the first image where there is no 8.

    Raises `ParamsError` where the test images have no such place.
    """
    count = len(labels)
    if wanted is not None and wanted >= count:
        raise ParamsError(
            f"params.yaml: visualization.image: found {wanted}; should be from 0 to {count - 1}, a"
            " place among the test images"
        )
    if wanted is not None:
        return wanted
    eights = torch.nonzero(labels == _EIGHT)
    return int(eights[0]) if len(eights) else 0
