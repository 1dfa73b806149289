"""The last step from a picture to an image, where a dataset shows its pictures whole."""

import torch
from jaxtyping import Float, Real
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, grid_sample

from digits.preparation.centre import SAMPLES, SIDE


class Frame(nn.Module):
    """Scale a canvas to 28 × 28 pixels, with paper beside it where it isn't square.

    An image of 28 × 28 comes out as it went in.
    """

    def forward(self, ink: Real[Tensor, "n 1 height width"]) -> Float[Tensor, "n 1 28 28"]:
        """Scale each canvas; pixels from 0, paper, to 255."""
        ink = ink.to(torch.float32)
        height, width = ink.shape[2:]
        steps = (torch.arange(SIDE * SAMPLES, device=ink.device) + 0.5) * (2 / (SIDE * SAMPLES)) - 1
        y, x = _at_least(steps, width / height), _at_least(steps, height / width)
        count = len(steps)
        grid = torch.stack([x[None, :].expand(count, -1), y[:, None].expand(-1, count)], dim=2)
        grid = grid[None].expand(ink.shape[0], -1, -1, -1)
        return avg_pool2d(grid_sample(ink, grid, mode="nearest", align_corners=False), SAMPLES)


def _at_least(steps: Float[Tensor, " n"], factor: float) -> Float[Tensor, " n"]:
    """Steps times a factor, or times 1 where that is more; no branch, which an export would fix."""
    return torch.where(steps > 0, steps.maximum(steps * factor), steps.minimum(steps * factor))
