"""Random affine distortions: new images of the same digits in every epoch."""

import math

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float
from torch import Tensor

from digits.params.training import Augmentation


def random_maps(
    count: int, limits: Augmentation, *, side: int, generator: torch.Generator
) -> Float[Tensor, "count 2 3"]:
    """Draw maps that rotate, scale, shear and shift by uniform amounts within the limits.

    After Simard, Steinkraus & Platt, "Best practices for convolutional neural networks applied to
    visual document analysis", 2003.

    Args:
        count: how many.
        limits: the largest amounts, to either side.
        side: of the images, in pixels.
        generator: on the CPU, so that the same seed draws the same amounts for every device.

    Returns affine maps from a place of the result to one of the source, where the image reaches
    from -1 to 1.
    """
    angle, scale, shear, *shift = 2 * torch.rand(5, count, generator=generator) - 1
    angle = angle * math.radians(limits.rotation)
    size = 1 / (1 + scale * limits.scale)  # the map leads from the result back to the source
    slant = shear * limits.shear
    cos, sin = angle.cos() * size, angle.sin() * size
    linear = torch.stack([cos, slant * cos - sin, sin, slant * sin + cos], dim=1).view(count, 2, 2)
    pixel = 2 / side
    shift = linear @ torch.stack(shift, dim=1).unsqueeze(2) * (limits.shift * pixel)
    return torch.cat([linear, shift], dim=2)


class Distortion:
    """Applies affine maps to images of one size, on one device."""

    def __init__(self, side: int, device: torch.device) -> None:
        """Lay out the places of the pixels once.

        Args:
            side: of the images, in pixels.
            device: of the images.
        """
        self._side = side
        centres = (2 * torch.arange(side, device=device) + 1) / side - 1
        rows, columns = torch.meshgrid(centres, centres, indexing="ij")
        self._places = torch.stack(
            [columns.flatten(), rows.flatten(), torch.ones(side**2).to(device)]
        )

    def __call__(
        self, images: Float[Tensor, "n 1 side side"], maps: Float[Tensor, "n 2 3"]
    ) -> Float[Tensor, "n 1 side side"]:
        """Map each image, bilinearly; what lies outside it is zero, which should be background.

        In float32: bfloat16 holds places between pixels to a tenth of a pixel only.
        """
        # As one product of matrices; `affine_grid` makes a small one per image, five times slower.
        sources = (maps.view(-1, 3) @ self._places).view(-1, 2, self._side, self._side)
        return F.grid_sample(images, sources.permute(0, 2, 3, 1), align_corners=False)
