"""Convolutions all the way down to one pixel, then a single linear layer.

The last two convolutions have no activation behind them, as in the tutorial: together with the
linear layer they are one linear map, factored.

Source: tutorial 3, "MyFullConvNet". Parameters: 74,290. Expect 99.4 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 6, kernel_size=3),  # 6 × 26 × 26
                relu1=nn.ReLU(),
                conv2=nn.Conv2d(6, 12, kernel_size=3),  # 12 × 24 × 24
                relu2=nn.ReLU(),
                pool1=nn.MaxPool2d(2),  # 12 × 12 × 12
                conv3=nn.Conv2d(12, 24, kernel_size=3),  # 24 × 10 × 10
                relu3=nn.ReLU(),
                conv4=nn.Conv2d(24, 48, kernel_size=3),  # 48 × 8 × 8
                relu4=nn.ReLU(),
                pool2=nn.MaxPool2d(2),  # 48 × 4 × 4
                conv5=nn.Conv2d(48, 96, kernel_size=3),  # 96 × 2 × 2
                conv6=nn.Conv2d(96, 48, kernel_size=2),  # 48 × 1 × 1
                flatten=nn.Flatten(),  # 48
                logits=nn.Linear(48, classes),
            )
        )
