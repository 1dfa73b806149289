"""A multilayer perceptron with one hidden layer as wide as its input: the tutorials' baseline.

Source: tutorials 1 and 5, "Baseline". Parameters: 623,290.
Expect 92.6 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                flatten=nn.Flatten(),  # 784
                fc1=nn.Linear(28 * 28, 784),
                relu1=nn.ReLU(),
                logits=nn.Linear(784, classes),
            )
        )
