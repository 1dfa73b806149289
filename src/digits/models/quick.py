"""99 % of the test images within seconds of training: strided convolutions on few, wide maps.

The first convolution skips every other place, so that nothing works on all 784 of them.

Source: this project. Parameters: 49,946. Expect 99.1 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 16, kernel_size=5, stride=2),  # 16 × 12 × 12
                relu1=nn.ReLU(),
                conv2=nn.Conv2d(16, 48, kernel_size=5, stride=2),  # 48 × 4 × 4
                relu2=nn.ReLU(),
                conv3=nn.Conv2d(48, 64, kernel_size=3),  # 64 × 2 × 2
                relu3=nn.ReLU(),
                flatten=nn.Flatten(),  # 256
                logits=nn.Linear(256, classes),
            )
        )
