"""Networks of every layer that a rule of fast layers is about, with options it must see."""

from collections.abc import Callable

import torch
from torch import nn

IMAGE = torch.zeros(1, 1, 28, 28)


def to_14() -> list[nn.Module]:
    return [nn.Conv2d(1, 3, 2, stride=2), nn.Tanh()]  # 3 × 14 × 14


def to_6() -> list[nn.Module]:
    return [nn.Conv2d(1, 4, 5, stride=4), nn.Tanh()]  # 4 × 6 × 6


def to_4() -> list[nn.Module]:
    return [nn.Conv2d(1, 4, 7, stride=7), nn.Tanh()]  # 4 × 4 × 4


# By what is special about each; they take `IMAGE` and others of its size.
NETWORKS: dict[str, Callable[[], list[nn.Module]]] = {
    "pool 2": lambda: [*to_14(), nn.MaxPool2d(2)],
    "pool 2 of odd size": lambda: [nn.Conv2d(1, 3, 2), nn.MaxPool2d(2)],
    "pool 2 with ceil_mode": lambda: [nn.Conv2d(1, 3, 2), nn.MaxPool2d(2, ceil_mode=True)],
    "pool 2 with padding": lambda: [*to_14(), nn.MaxPool2d(2, padding=1)],
    "pool 2 with dilation": lambda: [*to_14(), nn.MaxPool2d(2, dilation=2)],
    "pool 2 by 1": lambda: [*to_14(), nn.MaxPool2d(2, stride=1)],
    "pool 2 by 1 of many channels": lambda: [nn.Conv2d(1, 20, 3), nn.MaxPool2d(2, stride=1)],
    "pool 2 by 1 with padding": lambda: [*to_14(), nn.MaxPool2d(2, stride=1, padding=1)],
    "pool 2 by 3": lambda: [*to_14(), nn.MaxPool2d(2, stride=3)],
    "pool 2 by 2 and 1": lambda: [*to_14(), nn.MaxPool2d(2, stride=(2, 1))],
    "pool 2 × 1": lambda: [*to_14(), nn.MaxPool2d((2, 1), stride=2)],
    "pool 3": lambda: [*to_14(), nn.MaxPool2d(3)],
    "pool 3 by 2": lambda: [*to_14(), nn.MaxPool2d(3, stride=2)],
    "pool, pool": lambda: [*to_14(), nn.MaxPool2d(2), nn.MaxPool2d(2, stride=1)],
    "pool of the images": lambda: [nn.ReLU(), nn.MaxPool2d(2)],
    "mean pools": lambda: [*to_14(), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(2)],
    "conv, ReLU, pool, pool": lambda: [
        nn.Conv2d(1, 3, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.MaxPool2d(2),
    ],
    "conv, ReLU, ReLU, pool": lambda: [
        nn.Conv2d(1, 3, 3),
        nn.ReLU(),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.ReLU(),
    ],
    "conv, ReLU in place, pool with ceil_mode": lambda: [
        nn.Conv2d(1, 3, 4),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2, ceil_mode=True),
    ],
    "conv, ReLU, pool of 3": lambda: [nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(3, padding=1)],
    "conv, ReLU, conv": lambda: [nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Conv2d(3, 4, 3)],
    "conv, Tanh, ReLU": lambda: [nn.Conv2d(1, 3, 3), nn.Tanh(), nn.ReLU()],
    "batch norm": lambda: [
        nn.Conv2d(1, 3, 3, padding=1, bias=False),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 4, 3),
        nn.ReLU(),
        nn.BatchNorm2d(4),
    ],
    "few windows": lambda: [*to_6(), nn.Conv2d(4, 5, 3)],
    "few windows, ReLU": lambda: [*to_6(), nn.Conv2d(4, 5, 3), nn.ReLU()],
    "few windows without bias": lambda: [*to_6(), nn.Conv2d(4, 5, 3, bias=False)],
    "few windows with groups": lambda: [*to_6(), nn.Conv2d(4, 6, 3, groups=2)],
    "few windows with dilation": lambda: [*to_6(), nn.Conv2d(4, 5, 2, dilation=2)],
    "few windows with padding": lambda: [*to_4(), nn.Conv2d(4, 5, 3, padding=1)],
    "few windows, padded to the same": lambda: [*to_4(), nn.Conv2d(4, 5, 3, padding="same")],
    "few windows, valid": lambda: [*to_6(), nn.Conv2d(4, 5, 3, padding="valid")],
    "few windows, padded around": lambda: [
        *to_4(),
        nn.Conv2d(4, 5, 3, padding=1, padding_mode="circular"),
    ],
    "few windows, not square": lambda: [*to_6(), nn.Conv2d(4, 5, (3, 4))],
    "few windows, two strides": lambda: [*to_6(), nn.Conv2d(4, 5, 3, stride=(1, 2))],
    "few windows with a stride": lambda: [*to_6(), nn.Conv2d(4, 5, 3, stride=2)],
    "few windows, transposed": lambda: [*to_6(), nn.ConvTranspose2d(4, 5, 3, padding=2)],
    "one window": lambda: [*to_4(), nn.Conv2d(4, 5, 4)],
    "one window that leaves pixels out": lambda: [*to_4(), nn.Conv2d(4, 5, 3, stride=2)],
    "one window per channel": lambda: [*to_4(), nn.Conv2d(4, 8, 4, groups=4)],
    "flatten, linear": lambda: [*to_6(), nn.Flatten(), nn.Linear(144, 5)],
    "flatten, linear without bias": lambda: [*to_6(), nn.Flatten(), nn.Linear(144, 5, bias=False)],
    "flatten of an oblong, linear": lambda: [
        nn.Conv2d(1, 4, (5, 9), stride=4),
        nn.Flatten(),
        nn.Linear(120, 5),
    ],
    "flatten, dropout, linear": lambda: [*to_6(), nn.Flatten(), nn.Dropout(0.0), nn.Linear(144, 5)],
    "flatten, ReLU, linear": lambda: [*to_6(), nn.Flatten(), nn.ReLU(), nn.Linear(144, 5)],
    "flatten, many, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.Tanh(),
        nn.Dropout(0.0),
        nn.Identity(),
        nn.ReLU(),
        nn.Linear(144, 5),
        nn.ReLU(),
        nn.Linear(5, 3),
    ],
    "flatten of 1 × 1, linear": lambda: [
        *to_4(),
        nn.Conv2d(4, 6, 4),
        nn.Flatten(),
        nn.Linear(6, 5),
    ],
    "flatten of one channel, linear": lambda: [nn.Flatten(), nn.Linear(784, 5)],
    "flatten, flatten, linear": lambda: [*to_6(), nn.Flatten(), nn.Flatten(), nn.Linear(144, 5)],
    "flatten alone": lambda: [*to_6(), nn.Flatten()],
    "flatten, dropout": lambda: [*to_6(), nn.Flatten(), nn.Dropout(0.0), nn.ReLU()],
    "flatten, batch norm, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.BatchNorm1d(144),
        nn.Linear(144, 5),
    ],
    "flatten, a ReLU per place, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.PReLU(144),
        nn.Linear(144, 5),
    ],
    "flatten, linear, unflatten, flatten, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.Linear(144, 36),
        nn.Unflatten(1, (4, 3, 3)),
        nn.ReLU(),
        nn.Conv2d(4, 4, 2),
        nn.Flatten(),
        nn.Linear(16, 5),
    ],
    "flatten of rows, linear": lambda: [*to_6(), nn.Flatten(2), nn.Linear(36, 5)],
    "flatten of some, linear": lambda: [*to_6(), nn.Flatten(1, 2), nn.Linear(6, 5)],
    "flatten of rows, flatten, linear": lambda: [
        *to_6(),
        nn.Flatten(2),
        nn.Flatten(),
        nn.Linear(144, 5),
    ],
    "linear, flatten, linear": lambda: [
        nn.Conv2d(1, 3, 3),
        nn.Linear(26, 4),
        nn.Flatten(),
        nn.Linear(312, 5),
    ],
    "nested": lambda: [
        nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Sequential(nn.Flatten(), nn.Linear(507, 6)),
        nn.ReLU(),
        nn.Linear(6, 5),
    ],
    "nested around the flattening": lambda: [
        nn.Sequential(*to_6(), nn.Flatten()),
        nn.Linear(144, 5),
    ],
    "nested behind the flattening": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.Sequential(nn.ReLU(), nn.Linear(144, 5)),
    ],
    "dropout of channels": lambda: [*to_14(), nn.Dropout2d(0.0), nn.MaxPool2d(2)],
    "the same ReLU twice": lambda: [
        nn.Conv2d(1, 3, 3),
        (relu := nn.ReLU()),
        nn.Conv2d(3, 4, 3),
        relu,
        nn.Conv2d(4, 3, 2),
    ],
    "the same convolution twice": lambda: [nn.Conv2d(1, 3, 3), *[nn.Conv2d(3, 3, 3)] * 2],
}


def built(name: str) -> nn.Sequential:
    """A new one of these networks, its layers named by their number, in training mode."""
    torch.manual_seed(0)
    return nn.Sequential(*NETWORKS[name]())
