"""Random distortions, affine and elastic: new images of the same digits in every epoch."""

import math

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float
from torch import Tensor

from digits.params.training import Augmentation

_KNOTS = 5  # of the elastic grid, in each direction


def random_maps(
    count: int, limits: Augmentation, *, side: int, generator: torch.Generator
) -> Float[Tensor, "count 2 terms"]:
    """Draw maps from places of the result to places of the source, which reach from -1 to 1.

    The affine part rotates, scales, shears and shifts by uniform amounts within the limits. Where
    the limits say `elastic`, a 5 × 5 grid of displacements with that standard deviation follows.

    After Simard, Steinkraus & Platt, "Best practices for convolutional neural networks applied to
    visual document analysis", 2003.

    Args:
        count: how many.
        limits: the largest amounts, to either side.
        side: of the images, in pixels.
        generator: on the CPU, so that the same seed draws the same amounts for every device.

    Returns what `Distortion` multiplies its terms by: 3, or 28 with a grid.
    """
    pixel = 2 / side
    affine = _affine_maps(count, limits, pixel, generator)
    if not limits.elastic:
        return affine
    grid = torch.randn(count, 2, _KNOTS**2, generator=generator) * (limits.elastic * pixel)
    return torch.cat([affine, grid], dim=2)


def _affine_maps(
    count: int, limits: Augmentation, pixel: float, generator: torch.Generator
) -> Float[Tensor, "count 2 3"]:
    angle, scale, shear, *shift = 2 * torch.rand(5, count, generator=generator) - 1
    angle = angle * math.radians(limits.rotation)
    size = 1 / (1 + scale * limits.scale)  # the map leads from the result back to the source
    slant = shear * limits.shear
    cos, sin = angle.cos() * size, angle.sin() * size
    linear = torch.stack([cos, slant * cos - sin, sin, slant * sin + cos], dim=1).view(count, 2, 2)
    shift = linear @ torch.stack(shift, dim=1).unsqueeze(2) * (limits.shift * pixel)
    return torch.cat([linear, shift], dim=2)


class Distortion:
    """Applies such maps to images of one size, on one device."""

    def __init__(self, side: int, device: torch.device) -> None:
        """Lay out the places of the pixels once.

        Args:
            side: of the images, in pixels.
            device: of the images.
        """
        self._side = side
        centres = (2 * torch.arange(side) + 1) / side - 1
        rows, columns = torch.meshgrid(centres, centres, indexing="ij")
        places = torch.stack([columns.flatten(), rows.flatten(), torch.ones(side**2)])
        knots = _spline(centres)
        grid = torch.einsum("yi,xj->ijyx", knots, knots).reshape(_KNOTS**2, side**2)
        self._terms = torch.cat([places, grid]).to(device)

    def __call__(
        self, images: Float[Tensor, "n 1 side side"], maps: Float[Tensor, "n 2 terms"]
    ) -> Float[Tensor, "n 1 side side"]:
        """Map each image, bilinearly; what lies outside it is zero, which should be background.

        In float32: bfloat16 holds places between pixels to a tenth of a pixel only.
        """
        # As one product of matrices; `affine_grid` makes a small one per image, five times slower.
        terms = maps.shape[2]
        sources = maps.reshape(-1, terms) @ self._terms[:terms]
        grid = sources.view(-1, 2, self._side, self._side).permute(0, 2, 3, 1)
        return F.grid_sample(images, grid, align_corners=False)


def _spline(places: Float[Tensor, " n"]) -> Float[Tensor, "n knots"]:
    """Weights of the knots, from -1 to 1, at each place: a cubic B-spline, whose sum is 1."""
    steps = (places + 1) / 2 * (_KNOTS - 1)
    distance = (steps[:, None] - torch.arange(_KNOTS)).abs()
    near = (4 - 6 * distance**2 + 3 * distance**3) / 6
    far = (2 - distance).clamp_min(0) ** 3 / 6
    weights = torch.where(distance < 1, near, far)
    return weights / weights.sum(1, keepdim=True)  # at the border, for the knots that aren't there
