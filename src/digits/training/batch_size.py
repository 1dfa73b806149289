"""Batch sizes that a network can't be trained with."""

from torch import nn

from digits.errors import UserError


class BatchSizeError(UserError):
    """Batch normalization would be given a single image."""


def check_smallest_batch(network: nn.Module, images: int, batch_size: int) -> None:
    """Refuse an epoch in which batch normalization would meet one image: it has no deviation.

    torch would say so too, at the end of the first epoch.

    Args:
        network: any.
        images: of an epoch.
        batch_size: of all its batches but the last, which has the rest.

    Raises `BatchSizeError`.
    """
    normalized = any(
        isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d) for module in network.modules()
    )
    if normalized and (batch_size == 1 or images % batch_size == 1):
        raise BatchSizeError(
            f"params.yaml: training.batch_size: found {batch_size}; of {images} images, this leaves"
            " one for a batch of its own, and batch normalization needs two; choose another size"
        )
