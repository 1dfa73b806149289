"""From pixels as they are stored to what the network inside a classifier is given."""

from jaxtyping import Float, Real
from torch import Tensor

from digits.torch_classifier import TorchClassifier
from digits.training.image_source import Prepare


def preparation(classifier: TorchClassifier, precision: str) -> Prepare:
    """A function that normalizes images and brings them to the precision of the recipe."""

    def prepared(pixels: Real[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 1 28 28"]:
        images = classifier.normalize(pixels)
        return images.bfloat16() if precision == "bfloat16" else images

    return prepared
