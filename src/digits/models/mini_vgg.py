"""Blocks of small convolutions between poolings, after VGG.

Source: tutorial 3, "MyVggNet", after Simonyan & Zisserman, "Very deep convolutional networks
for large-scale image recognition", 2015. Parameters: 287,642. Expect 99.5 %.
"""

from collections import OrderedDict

from torch import nn


class Model(nn.Sequential):
    """Normalized images (batch × 1 × 28 × 28) to logits (batch × classes)."""

    def __init__(self, classes: int = 10) -> None:
        super().__init__(
            OrderedDict(
                conv1=nn.Conv2d(1, 16, kernel_size=3, padding=1),  # 16 × 28 × 28
                relu1=nn.ReLU(),
                conv2=nn.Conv2d(16, 16, kernel_size=3, padding=1),  # 16 × 28 × 28
                relu2=nn.ReLU(),
                pool1=nn.MaxPool2d(2),  # 16 × 14 × 14
                conv3=nn.Conv2d(16, 64, kernel_size=3),  # 64 × 12 × 12
                relu3=nn.ReLU(),
                conv4=nn.Conv2d(64, 64, kernel_size=3),  # 64 × 10 × 10
                relu4=nn.ReLU(),
                conv5=nn.Conv2d(64, 64, kernel_size=1),  # 64 × 10 × 10
                relu5=nn.ReLU(),
                pool2=nn.MaxPool2d(2),  # 64 × 5 × 5
                conv6=nn.Conv2d(64, 128, kernel_size=3),  # 128 × 3 × 3
                relu6=nn.ReLU(),
                conv7=nn.Conv2d(128, 128, kernel_size=3),  # 128 × 1 × 1
                relu7=nn.ReLU(),
                flatten=nn.Flatten(),  # 128
                dropout1=nn.Dropout(0.5),
                fc1=nn.Linear(128, 96),
                relu8=nn.ReLU(),
                logits=nn.Linear(96, classes),
            )
        )
