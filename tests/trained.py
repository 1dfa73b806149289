"""Short training runs, and the batches that they are made of."""

import torch
from torch import Tensor, nn

from digits.data.images import LabelledImages
from digits.params.training import Training
from digits.torch_classifier import TorchClassifier
from digits.training.history import Epoch, Interval, Observer
from digits.training.trainer import Trainer

NO_IMAGES = LabelledImages(
    torch.empty(0, 1, 28, 28, dtype=torch.uint8), torch.empty(0, dtype=torch.int64)
)
CPU = torch.device("cpu")


class Recorder(Observer):
    """Keeps all that it is told."""

    def __init__(self) -> None:
        self.intervals: list[Interval] = []
        self.epochs: list[Epoch] = []

    def on_interval(self, interval: Interval) -> None:
        self.intervals.append(interval)

    def on_epoch(self, epoch: Epoch) -> None:
        self.epochs.append(epoch)


def seeded_classifier(architecture: str, seed: int = 0) -> TorchClassifier:
    """The same initial weights for the same seed; torch's generator stands behind them."""
    torch.manual_seed(seed)
    return TorchClassifier(architecture, mean=0.13, std=0.31)


def train(
    classifier: TorchClassifier,
    recipe: Training,
    training: LabelledImages,
    validation: LabelledImages = NO_IMAGES,
) -> Recorder:
    """Train in place on the CPU; return what the observer was told."""
    recorder = Recorder()
    Trainer(classifier, training, validation, recipe, CPU).fit(recorder)
    return recorder


def record_inputs(network: nn.Module, *, training: bool) -> list[Tensor]:
    """The list that every later batch in training mode, or in evaluation mode, is added to."""
    batches: list[Tensor] = []

    def keep(module: nn.Module, inputs: tuple[Tensor, ...]) -> None:
        if module.training is training:
            batches.append(inputs[0].clone())

    network.register_forward_pre_hook(keep)
    return batches


def places(batch: Tensor, images: Tensor) -> Tensor:
    """Where each image of a batch stands among images that are all different."""
    equal = (batch[:, None] == images[None]).flatten(2).all(2)
    assert (equal.sum(1) == 1).all()
    return equal.int().argmax(1)
