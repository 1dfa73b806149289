"""Batch sizes that a network can't be trained with, or that can't be shared out."""

from torch import nn

from digits.errors import UserError
from digits.params.training import Training


class BatchSizeError(UserError):
    """A batch can't be divided, or batch normalization would be given a single image."""


def images_at_once(recipe: Training, processes: int = 1) -> int:
    """How many images of a batch a process computes with at a time.

    The batch is that of all processes together: it stays the same whatever their number.

    Args:
        recipe: its `batch_size`, and its `accumulation`, in how many parts it is taken.
        processes: that share each part.

    Raises `BatchSizeError` where the batch isn't divisible.
    """
    shares = recipe.accumulation * processes
    if recipe.batch_size % shares:
        smaller = recipe.batch_size - recipe.batch_size % shares
        sizes = f"{smaller} or {smaller + shares}" if smaller else f"{shares}"
        raise BatchSizeError(
            f"params.yaml: training.batch_size: found {recipe.batch_size}, which can't be divided"
            f" evenly among {processes} {'processes' if processes > 1 else 'process'} ×"
            f" {recipe.accumulation} {'parts' if recipe.accumulation > 1 else 'part'}"
            f" (training.accumulation); {sizes} could be"
        )
    return recipe.batch_size // shares


def check_batches(network: nn.Module, images: int, recipe: Training, processes: int = 1) -> None:
    """Refuse an epoch which has a part that is too small, before its first step.

    Batch normalization makes nothing of one image: a channel of one number has no deviation, which
    torch would say at the end of the first epoch, and a channel of few has a poor one. And each
    process needs an image of each part: without one it wouldn't take part in what all compute
    together, and the others would wait for it.

    Args:
        network: any.
        images: of an epoch.
        recipe: says how they are taken; the last batch, and its last part, have the rest.
        processes: that share each part.

    Raises `BatchSizeError`.
    """
    part = images_at_once(recipe, processes) * processes
    smallest = 1 if part == 1 else min(images, images % part or part)
    normalized = any(
        isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d) for module in network.modules()
    )
    found = f"params.yaml: training.batch_size: found {recipe.batch_size}; of {images} images"
    parts = f", in {recipe.accumulation} parts per batch" if recipe.accumulation > 1 else ""
    if normalized and smallest == 1:
        raise BatchSizeError(
            f"{found}{parts}, this leaves one for the last step, and batch normalization needs two;"
            " choose another size"
        )
    if smallest < processes:
        raise BatchSizeError(
            f"{found}{parts}, this leaves {smallest} for the last step, and each of {processes}"
            " processes needs one; choose another size"
        )
