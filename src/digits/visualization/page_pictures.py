"""What the page of results shows of a network: small pictures, and what they are of."""

from io import BytesIO

import numpy as np
from jaxtyping import Float, UInt8
from PIL import Image
from torch import Tensor

from digits.data.images import LabelledImages
from digits.visualization.activations import Activation, Activations
from digits.visualization.colour_scale import ColourScale
from digits.visualization.descriptions import description
from digits.visualization.file_names import file_names
from digits.visualization.grids import even_columns, grid, strip
from digits.visualization.mistakes import probabilities

MOST_CHANNELS = 16
_STRIP = 64  # numbers in a row
_LEVELS = 15  # colours; with the one of gaps, four bits for a pixel


def layer_record(layer: Activation, file: str) -> tuple[dict[str, object], bytes | None]:
    """A layer's entry in `layers.json`, and its picture, if it has one.

    The picture is a PNG without text. It has a block per image, all of one height, from top to
    bottom: a grid of channels, a pixel apart, or rows of numbers, a pixel each. Gaps are clear.
    """
    record: dict[str, object] = {
        "name": layer.name,
        "kind": type(layer.layer).__name__,
        "text": description(layer.layer),
        "shape": list(layer.shape),
        "parameters": sum(each.numel() for each in layer.layer.parameters()),
    }
    if layer.adds_nothing:
        return record | {"picture": None}, None
    blocks, shown, columns = _blocks(layer)
    values = np.concatenate(blocks)
    scale = ColourScale.of(values, _LEVELS)
    return record | {
        "lowest": _rounded(float(np.nanmin(values))),
        "highest": _rounded(float(np.nanmax(values))),
        "scale": [_rounded(scale.lowest), _rounded(scale.highest)],
        "shown": shown,
        "columns": columns,
        "rows": -(-shown // columns),
        "picture": file,
    }, _png(scale.levels(values), scale.colours)


def _blocks(layer: Activation) -> tuple[list[Float[np.ndarray, "h w"]], int, int]:
    """One per image; how many channels or numbers are in it, and how many in its row."""
    if layer.maps is None:
        count = layer.numbers.shape[1]
        columns = min(_STRIP, count)
        return [strip(each.numpy(), columns) for each in layer.numbers], count, columns
    maps = layer.maps[:, :MOST_CHANNELS].numpy()
    count = maps.shape[1]
    columns = even_columns(count, MOST_CHANNELS // 2)
    return [grid(each, columns, gap=1) for each in maps], count, columns


def _png(levels: UInt8[np.ndarray, "h w"], colours: UInt8[np.ndarray, "levels_and_gap 3"]) -> bytes:
    image = Image.fromarray(levels, mode="P")
    image.putpalette(colours.tobytes())
    content = BytesIO()
    image.save(content, "PNG", optimize=True, bits=4, transparency=len(colours) - 1)
    return content.getvalue()


def _rounded(value: float) -> float:
    """Three significant digits."""
    return float(f"{value:.3g}")


def page_pictures(
    maps: Activations, test: LabelledImages, logits: Float[Tensor, "n classes"], digits: list[int]
) -> tuple[dict[str, object], dict[str, bytes]]:
    """The content of `layers.json`, and the PNG files that it names.

    Args:
        maps: the network's, for these digits.
        test: the test images.
        logits: the network's, for these.
        digits: places of the test images that the pictures are of.
    """
    files = [f"{name}.png" for name in file_names(layer.name for layer in maps.layers)]
    pictures = {
        file: layer_record(layer, file) for file, layer in zip(files, maps.layers, strict=True)
    }
    shares = probabilities(logits[digits]).tolist()
    content: dict[str, object] = {
        "digits": [
            {
                "image": place,
                "label": int(test.labels[place]),
                "probabilities": [round(share, 4) for share in row],
            }
            for place, row in zip(digits, shares, strict=True)
        ],
        # More than 1 where a network looks at an image several times: the pictures show the first.
        "looks": maps.looks,
        "layers": [record for record, _ in pictures.values()],
    }
    return content, {file: png for file, (_, png) in pictures.items() if png is not None}
