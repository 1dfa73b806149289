"""A multilayer perceptron with 28 hidden units, the smallest network of the tutorials but one.

Source: tutorial 2, "MnistNet". Parameters: 22,270. Expect 96.8 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                flatten=nn.Flatten(),  # 784
                fc1=nn.Linear(28 * 28, 28),
                relu1=nn.ReLU(),
                logits=nn.Linear(28, classes),
            )
        )
