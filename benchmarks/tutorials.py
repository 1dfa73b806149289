"""How the tutorials train: torchvision's dataset, an image at a time, torch as it comes."""

import os
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial
from importlib import import_module
from pathlib import Path
from time import perf_counter
from typing import TextIO

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from ours import VALIDATION_SHARE, WARM_UP, Task
from torch import Tensor, nn
from torch.optim import SGD, Adadelta, Adam, Optimizer
from torch.utils.data import DataLoader
from torchvision.datasets import MNIST
from torchvision_mnist import repeated_mnist
from workers import Turns

TEST_BATCH = 1000  # images
_LOG_INTERVAL = 10  # batches, as in pytorch/examples

Batches = DataLoader[tuple[Tensor, Tensor]]


@dataclass(frozen=True)
class Recipe:
    """What of a tutorial's recipe its speed depends on."""

    batch_size: int  # images
    optimizer: Callable[[Iterable[nn.Parameter]], Optimizer]


_TUTORIAL_3 = Recipe(64, partial(Adam, lr=0.01))

# By key in params.yaml. Tutorial 4 names no sizes and no optimizer: it is taken for one of 3.
RECIPES = {
    "mlp": Recipe(100, partial(SGD, lr=0.01)),
    "simple_cnn": Recipe(100, partial(Adam, lr=0.001)),
    "lenet5": Recipe(100, partial(Adam, lr=0.001)),
    "mlp_small": Recipe(64, partial(Adam, lr=0.001)),
    "lenet": _TUTORIAL_3,
    "two_conv": _TUTORIAL_3,
    "full_conv": _TUTORIAL_3,
    "strided_cnn_slim": _TUTORIAL_3,
    "mini_vgg": _TUTORIAL_3,
    "pytorch_example": Recipe(64, partial(Adadelta, lr=1.0)),
    "strided_cnn": _TUTORIAL_3,
}


def network_of(architecture: str) -> nn.Module:
    """A seeded network of `digits.models`, as its file has it."""
    torch.manual_seed(1)
    return import_module(f"digits.models.{architecture}").Model()


def batches(dataset: MNIST, batch_size: int, *, shuffle: bool) -> Batches:
    """A loader that does everything in the training process, as the tutorials' do on a CPU."""
    return DataLoader(dataset, batch_size, shuffle=shuffle)


def train_epoch(
    network: nn.Module, optimizer: Optimizer, loader: Batches, epoch: int, log: TextIO
) -> None:
    """One pass through the images, with a line printed every ten batches."""
    network.train()
    for index, (images, labels) in enumerate(loader):
        optimizer.zero_grad()
        loss = F.cross_entropy(network(images), labels)
        loss.backward()
        optimizer.step()
        if index % _LOG_INTERVAL == 0:
            share = index / len(loader)
            print(f"epoch {epoch}, {share:.0%}: loss {loss.item():.6f}", file=log, flush=True)


def test(network: nn.Module, loader: Batches, log: TextIO) -> float:
    """Print mean loss and accuracy on some images; returns the accuracy, a fraction."""
    network.eval()
    loss, correct, total = 0.0, 0, 0
    with torch.no_grad():
        for images, labels in loader:
            logits = network(images)
            loss += F.cross_entropy(logits, labels, reduction="sum").item()
            correct += int((logits.argmax(1) == labels).sum().item())
            total += len(labels)
    print(f"loss {loss / total:.4f}, accuracy {correct / total:.2%}", file=log, flush=True)
    return correct / total


def tutorial(turns: Turns[float], task: Task) -> None:
    """Train as the model's tutorial does: torchvision, a loader, torch's defaults."""
    model, recipe = task.block(), RECIPES[task.model]
    torch.set_num_threads(model.training.threads)
    network = network_of(model.architecture)
    optimizer = recipe.optimizer(network.parameters())
    few = repeated_mnist(WARM_UP * recipe.batch_size)
    training = batches(repeated_mnist(task.images), recipe.batch_size, shuffle=True)
    # Images of the training file, as in `ours`: the test set is no business of a benchmark.
    validation = batches(repeated_mnist(task.images // VALIDATION_SHARE), TEST_BATCH, shuffle=False)
    with Path(os.devnull).open("w", encoding="utf-8") as log:
        train_epoch(network, optimizer, batches(few, recipe.batch_size, shuffle=True), 0, log)
        turns.wait()
        for epoch in range(1, task.epochs + 1):
            start = perf_counter()
            train_epoch(network, optimizer, training, epoch, log)
            test(network, validation, log)
            turns.end(perf_counter() - start)
