"""Tensors as they lie in memory, which is how an optimizer's step is fastest with them.

torch's fused steps walk weights and gradients side by side through memory, and copy whatever isn't
in the plain layout first: at every step, and for nothing.
"""

import torch
from torch import Tensor


def in_memory_order(tensor: Tensor) -> Tensor:
    """The numbers of a dense tensor in the order of memory: itself, or a view of one dimension."""
    return tensor if tensor.is_contiguous() else tensor.as_strided((tensor.numel(),), (1,))


def laid_out_like(tensor: Tensor, values: Tensor) -> Tensor:
    """Values of the same shape in the layout of a dense tensor: themselves, or a copy."""
    if values.stride() == tensor.stride():
        return values
    return torch.empty_like(tensor).copy_(values)
