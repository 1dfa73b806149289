"""Which test images the pictures are of."""

import torch
from jaxtyping import Int64
from torch import Tensor

from digits.params.read import ParamsError

_EIGHT = 8  # has curves, crossings and closed loops
_MOST = 10  # classes; more would make pictures that nobody can take in


def first_of_each(labels: Int64[Tensor, " n"]) -> list[int]:
    """The place of the first image of each class that there is, of the first ten of them."""
    present = labels.unique(sorted=True)[:_MOST]
    return [int((labels == label).nonzero()[0]) for label in present]


def chosen_image(wanted: int | None, labels: Int64[Tensor, " n"]) -> int:
    """The place of the image to draw feature maps of.

    It is the wanted one, or else the first of class 8, or the first image where there is none.

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
