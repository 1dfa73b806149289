"""LeNet with rectifiers and max-pooling, as most textbooks draw it today.

Source: tutorial 3, "LeNet". Parameters: 44,426. Expect 99.4 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 6, kernel_size=5),  # 6 × 24 × 24
                relu1=nn.ReLU(),
                pool1=nn.MaxPool2d(2),  # 6 × 12 × 12
                conv2=nn.Conv2d(6, 16, kernel_size=5),  # 16 × 8 × 8
                relu2=nn.ReLU(),
                pool2=nn.MaxPool2d(2),  # 16 × 4 × 4
                flatten=nn.Flatten(),  # 256
                fc1=nn.Linear(256, 120),
                relu3=nn.ReLU(),
                fc2=nn.Linear(120, 84),
                relu4=nn.ReLU(),
                logits=nn.Linear(84, classes),
            )
        )
