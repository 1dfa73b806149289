"""Which training images train, and which are set aside to choose by."""

import torch
from jaxtyping import Int64
from torch import Tensor

from digits.errors import UserError


class SplitError(UserError):
    """The split leaves no image to train on."""


def split_indices(
    images: int, validation_size: int, seed: int
) -> tuple[Int64[Tensor, " train"], Int64[Tensor, " validation"]]:
    """Split a seeded permutation of the images: its last `validation_size` are for validation.

    Raises `SplitError` where none would be left to train on.
    """
    if validation_size >= images:
        raise SplitError(
            f"params.yaml: split.validation_size: found {validation_size}; should be less than"
            f" the {images} training images"
        )
    order = torch.randperm(images, generator=torch.Generator().manual_seed(seed))
    return order[: images - validation_size], order[images - validation_size :]
