"""One digit on its way through a network: every channel of every layer."""

from collections.abc import Sequence

import numpy as np
from jaxtyping import Float, UInt8

from digits.visualization.activations import Activation, Activations
from digits.visualization.colour_scale import ColourScale
from digits.visualization.descriptions import description
from digits.visualization.flat_layers import draw_numbers, draw_probabilities
from digits.visualization.grids import enlarged, grid, largest_fit
from digits.visualization.sheet import FAINT, LINE, Sheet, ink

# All in pixels.
_LEFT, _RIGHT = 56, 904  # where maps may be
_WIDTH = _RIGHT + 56
_DESCRIPTION = 260  # where it begins, beside
_SHORT = 26  # characters of a name and size that leave room for that
_HEIGHT = 300  # of a layer's maps; more where they would be too small to see
_SIDE = 100  # of a map, at most
_GAP = 2
_LARGEST, _SMALLEST = 12, 2  # sides of a map's pixel
_WHITE = 255


def feature_maps_sheet(
    title: str,
    image: UInt8[np.ndarray, "28 28"],
    maps: Activations,
    log_probabilities: Float[np.ndarray, " classes"],
    classes: Sequence[str],
) -> Sheet:
    """The digit, every layer's output in order, and the final probabilities.

    Args:
        title: says which network and digit.
        image: the digit.
        maps: the network's, for this one image.
        log_probabilities: the natural logarithm of the softmax of its logits.
        classes: their names.
    """
    sheet = Sheet(_WIDTH)
    sheet.text(_LEFT, 20, title, size="title")
    sheet.image(_LEFT, 56, ink(image, 4))
    for place, line in enumerate(_explanation(maps.looks)):
        sheet.text(_LEFT + 136, 58 + LINE * place, line, colour=FAINT)
    y = 196
    for layer in maps.layers:
        y = _draw_layer(sheet, y, layer)
    return sheet.cut(draw_probabilities(sheet, (_LEFT, y), log_probabilities, classes) + LINE)


def _explanation(looks: int) -> list[str]:
    lines = [
        "From top to bottom: the output of every layer, its name and its size.",
        "Colours compare within a layer: its scale stands at the right.",
        "Purple is below 0, orange above; or, where nothing is below 0, dark is 0.",
    ]
    if looks > 1:
        lines += [
            f"This network looks at the image {looks} times, a little moved. What its layers",
            "make of the first look is shown; the probabilities at the end are those of all.",
        ]
    return lines


def _draw_layer(sheet: Sheet, y: int, layer: Activation) -> int:
    """Returns where the next one begins."""
    size = " × ".join(f"{each:,}" for each in layer.shape)
    heading = f"{layer.name} · {size}"
    sheet.text(_LEFT, y, heading)
    x = _DESCRIPTION
    if len(heading) > _SHORT:
        x, y = _LEFT, y + LINE
    sheet.text(x, y + 1, description(layer.layer), size="small", colour=FAINT)
    if layer.does_nothing:
        return y + 2 * LINE
    values = layer.output[0].numpy()
    scale = ColourScale.of(values)
    sheet.scale(_RIGHT, y, scale)
    y += LINE + 6
    if layer.maps is not None:
        pixels = _maps(values, scale)
        sheet.image(_LEFT, y, pixels)
        return y + len(pixels) + LINE
    return draw_numbers(sheet, (_LEFT, y), values.ravel(), scale) + LINE


def _maps(
    values: Float[np.ndarray, "c h w"], scale: ColourScale
) -> UInt8[np.ndarray, "rows columns 3"]:
    """The channels, with pixels as large as lets them keep to the wanted height."""
    count, height, width = values.shape
    largest = max(_SMALLEST, min(_LARGEST, _SIDE // height, _SIDE // width))
    sizes = range(largest, _SMALLEST - 1, -1)
    times, columns = largest_fit(values.shape, (_HEIGHT, _RIGHT - _LEFT), _GAP, sizes)
    pixels = scale.paint(grid(enlarged(values, times), columns, _GAP))
    if last := count % columns:  # maps in the last row, which is not full
        pixels[-height * times :, last * (width * times + _GAP) - _GAP :] = _WHITE
    return pixels
