"""The last steps from ink on a canvas to an image as in MNIST, as a module that can be exported."""

import torch
from jaxtyping import Float, Real
from torch import Tensor, nn
from torch.nn.functional import avg_pool2d, grid_sample

SIDE = 28  # pixels of an image
BOX = 20  # pixels of the longer side of a digit in it
SAMPLES = 5  # along each side of a pixel


class Centre(nn.Module):
    """Scale a digit to fit 20 × 20 pixels and move its centre of mass to the centre of 28 × 28.

    MNIST was made like this (LeCun et al. 1998, section III A). Nearly all of its images come out
    as they went in. One affine map: each pixel is the mean of `SAMPLES`² samples below it.
    """

    def forward(self, ink: Real[Tensor, "n 1 height width"]) -> Float[Tensor, "n 1 28 28"]:
        """Centre the digit of each canvas.

        Args:
            ink: from 0, paper, to 255; of any size, a digit of about 40 to 400 pixels.

        Returns the image with pixels from 0 to 255, all 0 where a canvas holds no ink.
        """
        ink = ink.to(torch.float32)
        height, width = ink.shape[2:]
        digit = ink > 0
        top, bottom = _ends(digit.any(3)[:, 0])
        left, right = _ends(digit.any(2)[:, 0])
        scale = torch.maximum(bottom - top, right - left) / BOX  # canvas pixels for each of ours
        rows = torch.arange(height, device=ink.device) + 0.5
        columns = torch.arange(width, device=ink.device) + 0.5
        mass = ink.sum((1, 2, 3)).clamp_min(1)
        down = (ink.sum((1, 3)) * rows).sum(1) / mass
        across = (ink.sum((1, 2)) * columns).sum(1) / mass
        # In MNIST, boxes lie at whole pixels, and the centre of mass in pixel 14, 14, from 0 on.
        first_row = top - scale * torch.ceil(SIDE / 2 - (down - top) / scale)
        first_column = left - scale * torch.ceil(SIDE / 2 - (across - left) / scale)
        steps = (torch.arange(SIDE * SAMPLES, device=ink.device) + 0.5) / SAMPLES
        y = (first_row[:, None] + scale[:, None] * steps) * (2 / height) - 1
        x = (first_column[:, None] + scale[:, None] * steps) * (2 / width) - 1
        count = len(steps)
        grid = torch.stack(
            [x[:, None, :].expand(-1, count, -1), y[:, :, None].expand(-1, -1, count)], dim=3
        )
        return avg_pool2d(grid_sample(ink, grid, mode="nearest", align_corners=False), SAMPLES)


def _ends(found: Tensor) -> tuple[Tensor, Tensor]:
    """The first true place, and the one after the last; 0 and the length if none is true."""
    length = found.shape[1]
    places = torch.arange(length, device=found.device)
    first = torch.where(found, places, length).amin(1)
    last = torch.where(found, places, -1).amax(1) + 1
    none = last == 0
    return torch.where(none, 0, first).float(), torch.where(none, length, last).float()
