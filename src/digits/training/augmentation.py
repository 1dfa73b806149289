"""Random affine distortions of a batch: new images of the same digits in every epoch."""

import math

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float
from torch import Tensor

from digits.params.training import Augmentation

_HALF_SIDE = 14  # pixels; `affine_grid` measures a shift in halves of the image


def distort(
    images: Float[Tensor, "batch 1 28 28"],
    limits: Augmentation,
    *,
    background: float,
    generator: torch.Generator,
) -> Float[Tensor, "batch 1 28 28"]:
    """Rotate, scale, shear and shift each image by amounts drawn uniformly within the limits.

    One affine map per image, sampled bilinearly, after Simard, Steinkraus & Platt, "Best practices
    for convolutional neural networks applied to visual document analysis", 2003.

    Args:
        images: on any device and of any floating-point type, which the result shares.
        limits: the largest amounts, to either side.
        background: the value of a pixel without ink; what lies outside an image has it.
        generator: on the CPU, so that the same seed draws the same amounts for every device.
    """
    n = len(images)
    angle, scale, shear, shift_x, shift_y = 2 * torch.rand(5, n, generator=generator) - 1
    angle = angle * math.radians(limits.rotation)
    size = 1 / (1 + scale * limits.scale)  # the map leads from the result back to the source
    slant = shear * limits.shear
    cos, sin = angle.cos() * size, angle.sin() * size
    linear = torch.stack([cos, slant * cos - sin, sin, slant * sin + cos], dim=1).view(n, 2, 2)
    shift = torch.stack([shift_x, shift_y], dim=1).unsqueeze(2) * (limits.shift / _HALF_SIDE)
    maps = torch.cat([linear, linear @ shift], dim=2).to(images.device)
    grid = F.affine_grid(maps, list(images.shape), align_corners=False)
    # grid_sample puts zeros outside: shift the values so that the background is zero. Places
    # between pixels need float32: bfloat16 holds them to a tenth of a pixel only.
    distorted = F.grid_sample(images.float() - background, grid, align_corners=False) + background
    return distorted.to(images.dtype)
