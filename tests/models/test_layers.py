"""Which layers each network has, in the order of the tables that describe them."""

import pytest
from trained import seeded_classifier

KINDS = {
    "Conv2d": "conv",
    "MaxPool2d": "maxpool",
    "AvgPool2d": "avgpool",
    "BatchNorm2d": "norm",
    "ReLU": "relu",
    "Tanh": "tanh",
    "Flatten": "flatten",
    "Linear": "linear",
    "Dropout": "dropout",
}
LAYERS = {
    "compact_cnn": (
        "conv maxpool norm relu conv norm relu conv maxpool norm relu dropout conv norm"
        " relu dropout conv norm relu flatten dropout linear"
    ),
    "full_conv": (
        "conv relu conv relu maxpool conv relu conv relu maxpool conv conv flatten linear"
    ),
    "lenet": "conv relu maxpool conv relu maxpool flatten linear relu linear relu linear",
    "lenet5": "conv tanh avgpool conv tanh avgpool conv tanh flatten linear tanh linear",
    "micro_cnn": (
        "conv maxpool norm relu conv conv norm relu conv conv norm relu conv conv norm"
        " relu conv norm relu flatten linear"
    ),
    "mini_vgg": (
        "conv relu conv relu maxpool conv relu conv relu conv relu maxpool conv relu"
        " conv relu flatten dropout linear relu linear"
    ),
    "mlp": "flatten linear relu linear",
    "mlp_small": "flatten linear relu linear",
    "pytorch_example": ("conv relu conv relu maxpool dropout flatten linear relu dropout linear"),
    "quick": "conv relu conv relu conv relu flatten linear",
    "simple_cnn": "conv relu maxpool dropout flatten linear relu linear",
    "strided_cnn": (
        "conv relu conv relu conv relu conv relu flatten dropout linear relu dropout"
        " linear relu linear"
    ),
    "strided_cnn_slim": (
        "conv relu conv relu conv relu conv relu conv relu flatten dropout linear relu linear"
    ),
    "tiny_cnn": (
        "conv maxpool norm relu conv norm relu conv maxpool norm relu conv norm relu flatten linear"
    ),
    "two_conv": "conv relu maxpool conv relu maxpool flatten linear",
}


@pytest.mark.parametrize("architecture", LAYERS)
def test_layers_are_those_of_the_description(architecture: str) -> None:
    modules = seeded_classifier(architecture).network.modules()
    kinds = [type(layer).__name__ for layer in modules if not list(layer.children())]
    assert " ".join(KINDS[kind] for kind in kinds) == LAYERS[architecture]
