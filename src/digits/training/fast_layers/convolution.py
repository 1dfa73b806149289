"""A convolution as one product of matrices, for images of few pixels, kept channels-last."""
# torch declares the methods of a Function with any arguments; each has its own.
# pyright: reportIncompatibleMethodOverride=false

from typing import Any

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float
from torch import Tensor, nn


class MatrixConv2d(nn.Module):
    """An `nn.Conv2d` without padding, groups or dilation, whose parameters it shares.

    Every window of the images becomes a row of a matrix (im2col; Chellapilla, Puri & Simard, "High
    performance convolutional neural networks for document processing", 2006). That repeats
    pixels, so it pays where windows are few; then it is faster than the direct kernels, backwards
    above all.
    """

    def __init__(self, convolution: nn.Conv2d) -> None:
        """Share the parameters of a convolution with square windows and steps."""
        super().__init__()
        self.weight = convolution.weight
        self.bias = convolution.bias
        self._side, self._stride = convolution.kernel_size[0], convolution.stride[0]

    def forward(self, images: Float[Tensor, "n c h w"]) -> Float[Tensor, "n out hh ww"]:
        """The convolution's output, channels-last."""
        n, _, height, width = images.shape
        h, w = ((size - self._side) // self._stride + 1 for size in (height, width))
        if (height, width) == (self._side, self._side):  # the image is its one window
            rows = images.permute(0, 2, 3, 1).flatten(1)
        else:
            rows = _Windows.apply(images.permute(0, 2, 3, 1), self._side, self._stride)
        weight = self.weight.permute(0, 2, 3, 1).flatten(1)
        rows = F.linear(rows, weight, self.bias)
        return rows.view(n, h, w, len(weight)).permute(0, 3, 1, 2)  # of no images, too


class _Windows(torch.autograd.Function):
    """n × h × w × c images to (n·hh·ww) × (side·side·c) windows."""

    @staticmethod
    def forward(ctx: Any, images: Tensor, side: int, stride: int) -> Tensor:
        ctx.shape, ctx.side, ctx.stride = images.shape, side, stride
        images = images.contiguous()
        n, height, width, c = images.shape
        h, w = ((size - side) // stride + 1 for size in (height, width))
        by_image, by_row, by_column, _ = images.stride()
        # A row of a window lies in one piece, side × c numbers long.
        windows = images.as_strided(
            (n, h, w, side, side * c),
            (by_image, stride * by_row, stride * by_column, by_row, 1),
            images.storage_offset(),
        )
        return windows.reshape(n * h * w, side * side * c)

    @staticmethod
    def backward(ctx: Any, grad: Tensor) -> tuple[Tensor, None, None]:
        n, height, width, c = ctx.shape
        side, stride = ctx.side, ctx.stride
        h, w = ((size - side) // stride + 1 for size in (height, width))
        windows = grad.view(n, h, w, side, side * c)
        images = torch.zeros(n, height, width * c, dtype=grad.dtype)
        for row in range(side):
            for column in range(w):
                start = column * stride * c
                lines = images[:, row : row + stride * h : stride, start : start + side * c]
                lines += windows[:, :, column, row]
        return images.view(ctx.shape), None, None
