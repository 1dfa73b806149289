"""Max-pooling of 2 × 2 pixels for images of few channels, kept channels-last.

torch's kernel works along the channels: with fewer of them than a vector register holds numbers, it
leaves most of the register empty. Here rows are compared with rows, whole lines at a time.
"""
# torch declares the methods of a Function with any arguments; each has its own.
# pyright: reportIncompatibleMethodOverride=false

from typing import Any

import torch
from jaxtyping import Float
from torch import Tensor, nn


class NarrowMaxPool(nn.Module):
    """`nn.MaxPool2d(2, stride)` for a stride of 1 or 2.

    Where pixels of a window are exactly equal, the gradient goes to one of them, perhaps another
    than torch's.
    """

    def __init__(self, stride: int) -> None:
        """Take the stride in pixels."""
        super().__init__()
        self._pool, self._maxima = (_Pool1, _maxima1) if stride == 1 else (_Pool2, _maxima2)

    def forward(self, images: Float[Tensor, "n c h w"]) -> Float[Tensor, "n c hh ww"]:
        """The largest pixel of each window, per channel."""
        pool = self._pool.apply if torch.is_grad_enabled() else self._maxima
        return pool(images.permute(0, 2, 3, 1)).permute(0, 3, 1, 2)


def _maxima1(images: Tensor) -> Tensor:
    columns = torch.maximum(images[:, :, :-1], images[:, :, 1:])
    return torch.maximum(columns[:, :-1], columns[:, 1:])


def _maxima2(images: Tensor) -> Tensor:
    h, w = (size // 2 * 2 for size in images.shape[1:3])
    rows = torch.maximum(images[:, 0:h:2, :w], images[:, 1:h:2, :w])
    return torch.maximum(rows[:, :, 0::2], rows[:, :, 1::2])


def _larger(first: Tensor, second: Tensor) -> tuple[Tensor, Tensor]:
    """The maximum, and 1.0 where it is the second's alone.

    A number rather than a truth value, since multiplying by it is many times faster than masking.
    """
    is_second = torch.empty(first.shape, dtype=first.dtype)
    torch.gt(second, first, out=is_second)
    return torch.maximum(first, second), is_second


class _Pool2(torch.autograd.Function):
    """Windows side by side: n × h × w × c to n × ⌊h/2⌋ × ⌊w/2⌋ × c."""

    @staticmethod
    def forward(ctx: Any, images: Tensor) -> Tensor:
        _, height, width, _ = ctx.shape = images.shape
        h, w = height // 2 * 2, width // 2 * 2  # an odd last row or column belongs to no window
        rows, lower = _larger(images[:, 0:h:2, :w], images[:, 1:h:2, :w])
        pooled, right = _larger(rows[:, :, 0::2], rows[:, :, 1::2])
        ctx.save_for_backward(lower, right)
        return pooled

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        lower, right = ctx.saved_tensors
        _, height, width, _ = ctx.shape
        h, w = height // 2 * 2, width // 2 * 2
        grad_rows = torch.empty(lower.shape, dtype=grad.dtype)
        torch.mul(grad, right, out=grad_rows[:, :, 1::2])
        torch.sub(grad, grad_rows[:, :, 1::2], out=grad_rows[:, :, 0::2])
        make = torch.empty if (h, w) == (height, width) else torch.zeros
        grad_images = make(ctx.shape, dtype=grad.dtype)
        torch.mul(grad_rows, lower, out=grad_images[:, 1:h:2, :w])
        torch.sub(grad_rows, grad_images[:, 1:h:2, :w], out=grad_images[:, 0:h:2, :w])
        return grad_images


class _Pool1(torch.autograd.Function):
    """Windows one pixel apart: n × h × w × c to n × (h-1) × (w-1) × c."""

    @staticmethod
    def forward(ctx: Any, images: Tensor) -> Tensor:
        columns, right = _larger(images[:, :, :-1], images[:, :, 1:])
        pooled, lower = _larger(columns[:, :-1], columns[:, 1:])
        ctx.save_for_backward(right, lower)
        return pooled

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> Tensor:
        right, lower = ctx.saved_tensors
        grad_columns = _overlapping_sum(grad, lower, dim=1)
        return _overlapping_sum(grad_columns, right, dim=2)


def _overlapping_sum(grad: Tensor, is_second: Tensor, dim: int) -> Tensor:
    """Give each gradient to the first or the second of two neighbours along `dim`, and add up."""
    size = grad.shape[dim]
    to_second = grad * is_second
    total = torch.empty((*grad.shape[:dim], size + 1, *grad.shape[dim + 1 :]), dtype=grad.dtype)
    torch.sub(grad, to_second, out=total.narrow(dim, 0, size))
    total.narrow(dim, size, 1).zero_()
    total.narrow(dim, 1, size).add_(to_second)
    return total
