"""The images that the benchmarks train on, as many as wanted."""

from pathlib import Path

import torch
from jaxtyping import Int64
from torch import Tensor

from digits.data.image_files import load_split_images
from digits.data.images import LabelledImages

TRAINING = Path("data/tensors/train.safetensors")
TEST = Path("data/tensors/test.safetensors")


def repeated_images(count: int) -> LabelledImages:
    """The training images in the order of their file, from the start again where count is larger.

    Raises `ImagesError` where the stage `normalize` hasn't run.
    """
    everything = load_split_images(TRAINING).everything
    return everything.select(cyclic(count, len(everything)))


def cyclic(count: int, length: int) -> Int64[Tensor, " count"]:
    """Places from the first to the last, and from the first again."""
    return torch.arange(count) % length
