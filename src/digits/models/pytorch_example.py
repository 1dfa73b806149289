"""The network of the `mnist` example in pytorch/examples.

Source: tutorial 3, "DefaultNet", and pytorch/examples. Parameters: 1,199,882. Expect 99.3 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 32, kernel_size=3),  # 32 × 26 × 26
                relu1=nn.ReLU(),
                conv2=nn.Conv2d(32, 64, kernel_size=3),  # 64 × 24 × 24
                relu2=nn.ReLU(),
                pool1=nn.MaxPool2d(2),  # 64 × 12 × 12
                dropout1=nn.Dropout(0.25),
                flatten=nn.Flatten(),  # 9216
                fc1=nn.Linear(9216, 128),
                relu3=nn.ReLU(),
                dropout2=nn.Dropout(0.5),
                logits=nn.Linear(128, classes),
            )
        )
