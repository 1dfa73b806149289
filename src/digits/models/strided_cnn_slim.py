"""Strided convolutions in place of pooling, with a hundredth of `strided_cnn`'s weights.

Source: tutorial 3, "MyNetV2". Parameters: 75,098. Expect 99.4 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 10, kernel_size=3),  # 10 × 26 × 26
                relu1=nn.ReLU(),
                conv2=nn.Conv2d(10, 20, kernel_size=3, stride=2),  # 20 × 12 × 12
                relu2=nn.ReLU(),
                conv3=nn.Conv2d(20, 40, kernel_size=3),  # 40 × 10 × 10
                relu3=nn.ReLU(),
                conv4=nn.Conv2d(40, 80, kernel_size=3, stride=2),  # 80 × 4 × 4
                relu4=nn.ReLU(),
                conv5=nn.Conv2d(80, 40, kernel_size=3),  # 40 × 2 × 2
                relu5=nn.ReLU(),
                flatten=nn.Flatten(),  # 160
                dropout1=nn.Dropout(0.5),
                fc1=nn.Linear(160, 48),
                relu6=nn.ReLU(),
                logits=nn.Linear(48, classes),
            )
        )
