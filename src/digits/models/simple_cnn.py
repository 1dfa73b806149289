"""One convolution, a pooling that hardly shrinks it, and a wide fully connected layer.

The pooling has stride 1 (28 → 27), so almost all of the parameters stand in `fc1`.

Source: tutorials 1 and 5, "CNN". Parameters: 934,798. Expect 98.6 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 10, kernel_size=5, padding=2),  # 10 × 28 × 28
                relu1=nn.ReLU(),
                pool1=nn.MaxPool2d(kernel_size=2, stride=1),  # 10 × 27 × 27
                dropout1=nn.Dropout(0.2),
                flatten=nn.Flatten(),  # 7290
                fc1=nn.Linear(7290, 128),
                relu2=nn.ReLU(),
                logits=nn.Linear(128, classes),
            )
        )
