"""Strided convolutions in place of pooling, and most of the weights in one linear layer.

Nine in ten of its parameters stand in `fc1` (8192 × 1024).

Source: tutorial 3, "MyNetV1". Parameters: 9,172,350. Expect 99.3 %.
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
                conv2=nn.Conv2d(10, 48, kernel_size=3, stride=2),  # 48 × 12 × 12
                relu2=nn.ReLU(),
                conv3=nn.Conv2d(48, 128, kernel_size=3),  # 128 × 10 × 10
                relu3=nn.ReLU(),
                conv4=nn.Conv2d(128, 512, kernel_size=3, stride=2),  # 512 × 4 × 4
                relu4=nn.ReLU(),
                flatten=nn.Flatten(),  # 8192
                dropout1=nn.Dropout(0.5),
                fc1=nn.Linear(8192, 1024),
                relu5=nn.ReLU(),
                dropout2=nn.Dropout(0.5),
                fc2=nn.Linear(1024, 128),
                relu6=nn.ReLU(),
                logits=nn.Linear(128, classes),
            )
        )
