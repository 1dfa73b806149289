"""All pictures of one network that people look at, by the names of their files."""

import torch
from jaxtyping import Float
from matplotlib.figure import Figure
from torch import Tensor

from digits.classifier import Classifier
from digits.data.images import LabelledImages
from digits.visualization.activations import activations
from digits.visualization.digit_sheet import answers_figure
from digits.visualization.feature_maps import feature_maps_figure
from digits.visualization.filters import filters_figure, first_filters
from digits.visualization.mistakes import (
    answers,
    least_confidently_right,
    most_confidently_wrong,
    probabilities,
)
from digits.visualization.saliency import saliency, saliency_figure

_SOFTMAX = "The probability is the softmax of the logits, as trained, without a temperature."


def every_picture(
    name: str,
    classifier: Classifier,
    test: LabelledImages,
    logits: Float[Tensor, "n 10"],
    *,
    place: int,
    digits: list[int],
    mistakes: int,
) -> dict[str, Figure]:
    """The pictures that there is something to show in.

    Args:
        name: of the model.
        classifier: trained, on any device.
        test: the test images.
        logits: the network's, for these.
        place: of the test image that feature maps are drawn of.
        digits: places of the test images that saliency is drawn of.
        mistakes: digits in each picture of answers, at most.
    """
    device = classifier.mean.device
    images = test.images[:, 0].numpy()
    given = answers(logits, test.labels)
    maps = activations(classifier, test.images[place][None].to(device))
    figures = {
        "feature_maps": feature_maps_figure(
            f"{name}: test image {place}, {_article(given[place].label)}, layer by layer",
            images[place],
            maps,
            probabilities(logits[place][None])[0].numpy(),
        )
    }
    if filters := first_filters(classifier.network):
        layer, weights = filters
        figures["filters"] = filters_figure(
            f"{name}: what its first layer looks for", layer, weights.cpu().numpy()
        )
    if wrong := most_confidently_wrong(given, mistakes):
        title = f"{name}: wrong, and surest of it"
        figures["wrong"] = answers_figure(title, _SOFTMAX, wrong, images)
    if unsure := least_confidently_right(given, mistakes):
        title = f"{name}: right, and least sure of it"
        figures["unsure"] = answers_figure(title, _SOFTMAX, unsure, images)
    chosen = torch.tensor(digits)
    figures["saliency"] = saliency_figure(
        f"{name}: the pixels that its answer hangs on",
        [given[each] for each in digits],
        images[digits],
        saliency(classifier, test.images[chosen].to(device)).numpy(),
    )
    return figures


def _article(digit: int) -> str:
    return f"{'an' if digit == 8 else 'a'} {digit}"  # noqa: PLR2004 - an eight
