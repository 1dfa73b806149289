"""LeNet-5 with tanh and average pooling, close to the network of 1998.

Source: LeCun et al., "Gradient-based learning applied to document recognition", 1998,
as simplified by tutorials 1 and 5, "LeNet5" (every map of conv2 sees every map of pool1;
plain average pooling; ten logits in place of radial basis functions).
Parameters: 61,706. Expect 98.7 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 6, kernel_size=5, padding=2),  # 6 × 28 × 28
                tanh1=nn.Tanh(),
                pool1=nn.AvgPool2d(2),  # 6 × 14 × 14
                conv2=nn.Conv2d(6, 16, kernel_size=5),  # 16 × 10 × 10
                tanh2=nn.Tanh(),
                pool2=nn.AvgPool2d(2),  # 16 × 5 × 5
                conv3=nn.Conv2d(16, 120, kernel_size=5),  # 120 × 1 × 1
                tanh3=nn.Tanh(),
                flatten=nn.Flatten(),  # 120
                fc1=nn.Linear(120, 84),
                tanh4=nn.Tanh(),
                logits=nn.Linear(84, classes),
            )
        )
