"""Dropout with a byte of randomness per number, where torch draws a floating-point number."""

import torch
from jaxtyping import Float
from torch import Tensor, nn

_VALUES = 256  # of a byte


class ByteDropout(nn.Module):
    """`nn.Dropout` with the probability rounded to 1/256; its mean stays that of the input.

    Source: Srivastava et al., "Dropout: a simple way to prevent neural networks from overfitting",
    2014.
    """

    def __init__(self, p: float) -> None:
        """Take the probability of a zero."""
        super().__init__()
        self._kept = round((1 - p) * _VALUES)  # values of a byte that keep a number

    def forward(self, values: Float[Tensor, "..."]) -> Float[Tensor, "..."]:
        """Zeros and scaled values, drawn by torch's own generator; unchanged in evaluation."""
        if not self.training or self._kept == _VALUES:
            return values
        if self._kept == 0:
            return values * 0
        mask = torch.empty_like(values)  # in the layout of the values, whatever it is
        flat = mask.as_strided((mask.numel(),), (1,))
        draws = torch.empty(-(-len(flat) // 8), dtype=torch.int64).random_(-(2**63), None)
        torch.lt(draws.view(torch.uint8)[: len(flat)], self._kept, out=flat)
        flat *= _VALUES / self._kept
        return values * mask
