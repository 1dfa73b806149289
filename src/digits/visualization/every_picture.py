"""All pictures of one network that people look at, by the names of their files."""

from jaxtyping import Float
from torch import Tensor

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.visualization.activations import Activations
from digits.visualization.digit_sheet import answers_sheet
from digits.visualization.feature_maps import feature_maps_sheet
from digits.visualization.filters import filters_sheet, first_filters, no_filters_sheet
from digits.visualization.mistakes import (
    answers,
    least_confidently_right,
    most_confidently_wrong,
)
from digits.visualization.saliency import saliency, saliency_sheet
from digits.visualization.sheet import Sheet
from digits.wording import article

_SOFTMAX = "The probability is the softmax of the logits, as trained, without a temperature."


def pictures_of_layers(
    name: str,
    maps: Activations,
    test: LabelledImages,
    logits: Float[Tensor, "n classes"],
    place: int,
) -> dict[str, Sheet]:
    """`feature_maps` and `filters`: always both, since dvc.yaml names them.

    Args:
        name: of the model.
        maps: the network's, for one test image.
        test: the test images.
        logits: the network's, for these.
        place: of the one test image.
    """
    looks_for = f"{name}: what its first layer looks for"
    shows = article(test.classes[test.labels[place]])
    filters = first_filters((layer.name, layer.layer) for layer in maps.layers)
    return {
        "feature_maps": feature_maps_sheet(
            f"{name}: test image {place}, {shows}, layer by layer",
            test.images[place, 0].numpy(),
            maps,
            logits[place].double().log_softmax(0).numpy(),
            test.classes,
        ),
        "filters": filters_sheet(looks_for, filters[0], filters[1].cpu().numpy())
        if filters
        else no_filters_sheet(looks_for),
    }


def pictures_of_answers(
    name: str,
    classifier: TorchClassifier,
    test: LabelledImages,
    logits: Float[Tensor, "n classes"],
    *,
    digits: list[int],
    mistakes: int,
) -> dict[str, Sheet]:
    """`wrong`, `unsure` and `saliency`: always all three, since dvc.yaml names them.

    Args:
        name: of the model.
        classifier: trained, on any device.
        test: the test images.
        logits: the network's, for these.
        digits: places of the test images that saliency is drawn of.
        mistakes: digits in each picture of answers, at most.
    """
    images = test.images[:, 0].numpy()
    given = answers(logits, test)
    wrong = most_confidently_wrong(given, mistakes)
    unsure = least_confidently_right(given, mistakes)
    none = f"None of {len(images):,} test images is read"
    gradients = saliency(classifier, test.images[digits].to(classifier.mean.device))
    return {
        "wrong": answers_sheet(
            f"{name}: wrong, and surest of it",
            _SOFTMAX if wrong else f"{none} wrong.",
            [given.at(place) for place in wrong],
            images,
        ),
        "unsure": answers_sheet(
            f"{name}: right, and least sure of it",
            _SOFTMAX if unsure else f"{none} right.",
            [given.at(place) for place in unsure],
            images,
        ),
        "saliency": saliency_sheet(
            f"{name}: the pixels that its answer depends on",
            [given.at(place) for place in digits],
            images[digits],
            gradients.numpy(),
        ),
    }
