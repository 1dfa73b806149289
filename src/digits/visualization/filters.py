"""What the first layer looks for in an image."""

import math
from collections.abc import Iterable

import numpy as np
from jaxtyping import Float
from torch import Tensor, nn

from digits.data.images import SIDE
from digits.visualization.colour_scale import ColourScale
from digits.visualization.grids import enlarged, largest_fit
from digits.visualization.sheet import FAINT, LINE, Sheet

MOST = 112  # filters shown; of wider layers the first ones
# In pixels.
_LEFT, _RIGHT = 24, 904
_GAP = 7
_LARGE, _SMALL = 90, 60  # of a filter
_HEIGHT = 420  # of all, if that leaves them large enough


def first_filters(
    layers: Iterable[tuple[str, nn.Module]],
) -> tuple[str, Float[Tensor, "filters height width"]] | None:
    """The name and the weights of the first layer that has any; None if they are no pictures.

    Those of a fully connected layer are as large as the image: each number of its output has one.

    Args:
        layers: with their names, in the order in which the network uses them.
    """
    for name, layer in layers:
        if isinstance(layer, nn.Conv2d):
            return name, layer.weight.detach().flatten(0, 1)
        if isinstance(layer, nn.Linear) and layer.in_features == SIDE * SIDE:
            return name, layer.weight.detach().unflatten(1, (SIDE, SIDE))
        if any(True for _ in layer.parameters()):
            return None
    return None


def no_filters_sheet(title: str) -> Sheet:
    """What stands in the place of the filters where `first_filters` finds none."""
    sheet = Sheet(_RIGHT + _LEFT)
    sheet.text(_LEFT, 18, title, size="title")
    sheet.text(_LEFT, 52, "Nothing to draw: the first weights are not those of an image's pixels.")
    return sheet.cut(52 + 2 * LINE)


def filters_sheet(
    title: str, name: str, filters: Float[np.ndarray, "filters height width"]
) -> Sheet:
    """The filters on one scale; of more than `MOST` the first.

    Args:
        title: says which network.
        name: of the layer.
        filters: its weights.
    """
    shown = filters[:MOST]
    count, height, width = shown.shape
    sizes = range(
        max(1, _LARGE // max(height, width)), max(1, _SMALL // max(height, width)) - 1, -1
    )
    times, columns = largest_fit(shown.shape, (_HEIGHT, _RIGHT - _LEFT), _GAP, sizes)
    scale = ColourScale.of(shown)
    size = f"{height} × {width}"
    of = f"the first {count} of {len(filters)}" if count < len(filters) else f"all {count}"
    sheet = Sheet(_RIGHT + _LEFT)
    sheet.text(_LEFT, 18, title, size="title")
    sheet.text(_LEFT, 52, f"{name} · {of} filters of {size} weights")
    sheet.scale(_RIGHT, 52, scale)
    sheet.text(
        _LEFT,
        52 + LINE,
        "Ink under orange raises a filter's output, under purple it lowers it.",
        size="small",
        colour=FAINT,
    )
    top = 52 + math.ceil(2.5 * LINE)
    for place, weights in enumerate(enlarged(shown, times)):
        row, column = divmod(place, columns)
        across, down = column * (width * times + _GAP), row * (height * times + _GAP)
        sheet.image(_LEFT + across, top + down, scale.paint(weights))
    return sheet.cut(top + -(-count // columns) * (height * times + _GAP) + LINE)
