"""Which pixels an answer depends on: the gradient of its logit."""

from collections.abc import Sequence

import numpy as np
import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from digits.torch_classifier import TorchClassifier
from digits.visualization.captions import captions
from digits.visualization.colour_scale import ColourScale
from digits.visualization.grids import enlarged
from digits.visualization.mistakes import Answer
from digits.visualization.sheet import FAINT, LINE, Sheet, ink, number

# In pixels.
_LEFT = 24
_TIMES = 3  # sides of a digit's pixel
_COLUMNS = 5
_GAP = 4
_CELL = 2 * 28 * _TIMES + _GAP + 20


def saliency(
    classifier: TorchClassifier, images: UInt8[Tensor, "n 1 28 28"]
) -> Float[Tensor, "n 28 28"]:
    """|∂ logit / ∂ pixel| for the highest logit of each image, with pixels from 0 to 1.

    Source: Simonyan, Vedaldi & Zisserman, "Deep inside convolutional networks: visualising image
    classification models and saliency maps", 2013, section 3.

    Args:
        classifier: on any device.
        images: on the same one.
    """
    classifier.eval()
    pixels = images.float().requires_grad_()
    logits = classifier.network(classifier.normalize(pixels))
    # No image's logits depend on another's pixels: the gradient of the sum is that of each.
    # Zeros where they depend on no pixel.
    (gradient,) = torch.autograd.grad(logits.max(1).values.sum(), pixels, materialize_grads=True)
    return (gradient[:, 0] * 255).abs().cpu()


def saliency_sheet(
    title: str,
    shown: Sequence[Answer],
    images: UInt8[np.ndarray, "n 28 28"],
    gradients: Float[np.ndarray, "n 28 28"],
) -> Sheet:
    """Digits, and beside each the size of its gradient, on a scale of its own.

    Where a network is sure, gradients are up to a hundred times smaller than where it is not.

    Args:
        title: says which network.
        shown: the answers whose logits the gradients are of.
        images: those of the answers.
        gradients: as `saliency` gives them.
    """
    sheet = Sheet(2 * _LEFT + _COLUMNS * _CELL - 20)
    sheet.text(_LEFT, 18, title, size="title")
    sheet.text(
        _LEFT,
        50,
        "|∂ logit of the answer / ∂ pixel|, pixels from 0 to 1; dark is 0, yellow the largest",
        size="small",
        colour=FAINT,
    )
    side = images.shape[1] * _TIMES
    texts = captions(shown, _CELL - _GAP)
    lines = max(map(len, texts), default=1)
    height = side + (2 + lines) * LINE
    parts = zip(texts, images, gradients, strict=True)
    for index, (text, image, gradient) in enumerate(parts):
        row, column = divmod(index, _COLUMNS)
        x, y = _LEFT + column * _CELL, 82 + row * height
        sheet.image(x, y, ink(image, _TIMES))
        sheet.image(x + side + _GAP, y, ColourScale.of(gradient).paint(enlarged(gradient, _TIMES)))
        y += side + 4
        for place, line in enumerate(text):
            sheet.text(x, y + 15 * place, line, size="small")
        y += 15 * lines
        sheet.text(x, y, f"largest {number(float(gradient.max()))}", size="small", colour=FAINT)
    return sheet.cut(82 + -(-len(shown) // _COLUMNS) * height)
