"""What a network costs, in multiplications that are followed by an addition."""

import copy
from collections.abc import Generator
from contextlib import contextmanager

import torch
from torch.nn.attention import SDPBackend, sdpa_kernel

from digits.data.images import SIDE
from digits.evaluation.flops import CountedFlops
from digits.torch_classifier import TorchClassifier

_PASSES = 3  # forward, and backward to the weights and to the layer's input
_IMAGES = 2  # batch normalization trains on no fewer


def multiply_adds(classifier: TorchClassifier, *, training: bool = False) -> int:
    """Of the forward pass of one image, in convolutions and products of matrices.

    The rest is next to nothing.

    Args:
        classifier: left as it is.
        training: count in training mode; some networks look at an image more often outside it.
    """
    twin = copy.deepcopy(classifier).train(training)  # training mode would change statistics
    twin.cpu()  # where all that is fused can be taken apart
    images = torch.zeros(_IMAGES, 1, SIDE, SIDE, dtype=torch.uint8)
    with _nothing_fused(), CountedFlops() as flops, torch.no_grad():
        twin(images)
    return flops.count // 2 // _IMAGES


@contextmanager
def _nothing_fused() -> Generator[None]:
    """Keep torch from running a whole layer as one operation, whose products wouldn't be seen.

    Attention and transformers have such shortcuts of their own, an LSTM has oneDNN's.
    """
    fast = torch.backends.mha.get_fastpath_enabled()
    flags = torch.backends.mkldnn.set_flags(_enabled=False)
    torch.backends.mha.set_fastpath_enabled(False)
    try:
        with sdpa_kernel(SDPBackend.MATH):
            yield
    finally:
        torch.backends.mha.set_fastpath_enabled(fast)
        torch.backends.mkldnn.set_flags(*flags)


def training_multiply_adds(classifier: TorchClassifier, *, images: int, epochs: int) -> int:
    """Of a training run: three times the forward ones, as is usual to count.

    Args:
        classifier: left as it is.
        images: of an epoch.
        epochs: how many.
    """
    return _PASSES * multiply_adds(classifier, training=True) * images * epochs


def cost_scores(classifier: TorchClassifier, *, images: int, epochs: int) -> dict[str, object]:
    """What `metrics/test/<model>.json` says of a network's cost. See `training_multiply_adds`."""
    return {
        "parameters": classifier.parameter_count(),
        "multiply_adds": multiply_adds(classifier),
        "training_multiply_adds": training_multiply_adds(classifier, images=images, epochs=epochs),
    }
