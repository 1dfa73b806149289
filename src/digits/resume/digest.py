"""A checksum over tensors: their names, types, shapes and bytes."""

import hashlib
from collections.abc import Iterable

import torch
from torch import Tensor


def tensors_digest(named: Iterable[tuple[str, Tensor]]) -> str:
    """SHA-256 of tensors of any type and shape, on any device, in the order given.

    Returns 64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    for name, tensor in named:
        digest.update(f"{name!r} {tensor.dtype} {tuple(tensor.shape)} ".encode())
        # As bytes, since NumPy doesn't know bfloat16; flat, since a single number has no dimension.
        content = tensor.detach().cpu().contiguous().flatten().view(torch.uint8)
        digest.update(content.numpy().data)
    return digest.hexdigest()
