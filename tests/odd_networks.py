"""Networks that are no table of layers; other files of `models/` may hold such."""

from collections import OrderedDict

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float
from torch import Tensor, nn

from digits.torch_classifier import TorchClassifier


def with_network(network: nn.Module, *, mean: float = 0.0, std: float = 1.0) -> TorchClassifier:
    """A classifier around any network of the test's."""
    classifier = TorchClassifier("mlp_small", mean=mean, std=std)
    classifier.network = network
    return classifier


class WithoutLayers(nn.Module):
    """A matrix, and no module."""

    def __init__(self) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.randn(784, 10))

    def forward(self, images: Float[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 10"]:
        return images.flatten(1) @ self.weight


class PastItsLayers(nn.Module):
    """A layer whose weights are used, and which is never called itself."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(784, 10)

    def forward(self, images: Float[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 10"]:
        return F.linear(images.flatten(1), self.fc1.weight, self.fc1.bias)


class Reader(nn.Module):
    """Rows one after the other, by a layer that gives several tensors."""

    def __init__(self) -> None:
        super().__init__()
        self.lstm = nn.LSTM(28, 12, batch_first=True)
        self.logits = nn.Linear(12, 10)

    def forward(self, images: Float[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 10"]:
        rows, _ = self.lstm(images[:, 0])
        return self.logits(rows[:, -1])


class Threshold(nn.Module):
    """Black or white: no answer changes with a small change of a pixel."""

    def __init__(self) -> None:
        super().__init__()
        self.fc1 = nn.Linear(784, 10)

    def forward(self, images: Float[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 10"]:
        return self.fc1((images > 0.5).float().flatten(1))


def odd_networks() -> dict[str, nn.Module]:
    """One of each kind."""
    relu = nn.ReLU()
    return {
        "without layers": WithoutLayers(),
        "past its layers": PastItsLayers(),
        "one layer twice": nn.Sequential(
            OrderedDict(
                conv1=nn.Conv2d(1, 3, 5),
                relu=relu,
                conv2=nn.Conv2d(3, 3, 5),
                relu_again=relu,
                flatten=nn.Flatten(),
                logits=nn.Linear(1200, 10),
            )
        ),
        "blocks": nn.Sequential(
            OrderedDict(
                block1=nn.Sequential(OrderedDict(conv1=nn.Conv2d(1, 3, 5), relu1=nn.ReLU())),
                head=nn.Sequential(nn.Flatten(), nn.Linear(1728, 10)),
            )
        ),
        "several tensors": Reader(),
        "threshold": Threshold(),
    }
