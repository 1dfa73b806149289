"""Trainings that one process and two must end alike; as a program, one of two processes.

Run with the environment of torchrun and a folder, it writes what its process found of each case.
"""

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import torch
from odd_networks import with_network
from recipes import recipe
from safetensors.torch import save_file
from synthetic import synthetic_digits
from torch import Tensor, nn
from trained import CPU, Recorder, record_inputs, seeded_classifier

from digits.params.training import Training
from digits.resume.keeper import Keeper
from digits.resume.state_file import TrainingState
from digits.torch_classifier import TorchClassifier
from digits.training.join import joined_processes
from digits.training.processes import OneProcess
from digits.training.trainer import Trainer

# Seven steps of 32 images and one of 7, of which one process has a single one more; three times.
TRAINING, VALIDATION = synthetic_digits(231, seed=0), synthetic_digits(31, seed=1)
STEPS = 24


class WithUnused(nn.Module):
    """Holds a layer that no answer depends on."""

    def __init__(self) -> None:
        super().__init__()
        self.flatten = nn.Flatten()
        self.logits = nn.Linear(784, 10)
        self.unused = nn.Linear(3, 3)

    def forward(self, images: Tensor) -> Tensor:
        return self.logits(self.flatten(images))


def _with_unused() -> TorchClassifier:
    torch.manual_seed(0)
    return with_network(WithUnused())


MOMENTUM: dict[str, object] = {"optimizer": {"kind": "sgd", "momentum": 0.9}, "learning_rate": 0.02}
CYCLE: dict[str, object] = {
    "optimizer": {"kind": "adam"},
    "schedule": {"kind": "one_cycle", "warmup": 0.3},
}
FAST: dict[str, object] = {"channels_last": True, "fast_layers": True}
DISTORTED = {"rotation": 8.0, "scale": 0.1, "shear": 0.1, "shift": 1.5, "elastic": 1.0}
CASES: dict[str, tuple[str, dict[str, object]]] = {
    "plain": ("lenet5", MOMENTUM),
    "fast layers": ("lenet", {**MOMENTUM, **FAST}),
    "batch normalization": ("tiny_cnn", MOMENTUM),
    "batch normalization in parts": ("tiny_cnn", {**MOMENTUM, "accumulation": 4}),
    "averaged": ("tiny_cnn", {**MOMENTUM, **FAST, "learning_rate": 0.005, "ema": 0.9}),
    "distorted, smoothed, in parts": (
        "lenet",
        {**MOMENTUM, **FAST, "augmentation": DISTORTED, "label_smoothing": 0.1, "accumulation": 2},
    ),
    "unused weights": ("with unused", MOMENTUM),
}
DROPOUT: tuple[str, dict[str, object]] = ("simple_cnn", {**CYCLE, "learning_rate": 0.002})


def classifier_of(architecture: str) -> TorchClassifier:
    """The same weights for every call."""
    return _with_unused() if architecture == "with unused" else seeded_classifier(architecture)


def chosen(changes: dict[str, object]) -> Training:
    """A recipe of `STEPS` steps whose every step is reported."""
    return recipe(batch_size=32, epochs=3, log_interval=1, **changes)


def trained(
    architecture: str, changes: dict[str, object], processes: OneProcess
) -> dict[str, Tensor]:
    """Train; losses and accuracies of every step and epoch, and the weights."""
    classifier, recorder = classifier_of(architecture), Recorder()
    inputs = record_inputs(classifier.network, training=True)
    trainer = Trainer(classifier, TRAINING, VALIDATION, chosen(changes), CPU, processes)
    trainer.fit(recorder)
    epochs = recorder.epochs
    found: dict[str, Any] = {
        "losses": [each.loss for each in recorder.intervals],
        "seen": [each.seen for each in recorder.intervals],
        "training": [(each.train_loss, each.train_accuracy) for each in epochs],
        "validation": [(each.validation_loss, each.validation_accuracy) for each in epochs],
    }
    tensors = {name: torch.tensor(values) for name, values in found.items()}
    if inputs:
        tensors["inputs"] = torch.cat(inputs)
    return {**tensors, **classifier.state_dict()}


class Interruption(Exception):  # noqa: N818 - not an error
    """Ends a training in a test."""


class StoppingKeeper(Keeper):
    """Keeps the state after so many steps, and goes no further."""

    def __init__(self, after: int) -> None:
        self._left = after
        self.kept: TrainingState | None = None

    def after_step(self, state: Callable[[], TrainingState]) -> None:
        self._left -= 1
        if not self._left:
            found = state()
            tensors = {name: tensor.clone() for name, tensor in found.tensors.items()}
            self.kept = TrainingState(tensors, found.record)
            raise Interruption


def interrupted(
    architecture: str, changes: dict[str, object], processes: OneProcess
) -> dict[str, Tensor]:
    """The same training, interrupted within its second epoch and continued by other objects."""
    keeper = StoppingKeeper(11)

    def fresh() -> tuple[TorchClassifier, Trainer]:
        classifier = classifier_of(architecture)
        processes.seed_apart(seed=1)
        trainer = Trainer(classifier, TRAINING, VALIDATION, chosen(changes), CPU, processes)
        return classifier, trainer

    classifier, trainer = fresh()
    trainer.fit(Recorder())
    whole = classifier.state_dict()
    seed = torch.initial_seed()  # of dropout
    try:
        fresh()[1].fit(Recorder(), keeper)
    except Interruption:
        torch.manual_seed(99)  # as in another process
    classifier, trainer = fresh()
    torch.manual_seed(99)
    assert keeper.kept is not None
    trainer.restore(keeper.kept)
    trainer.fit(Recorder())
    return {
        **{f"whole/{name}": value for name, value in whole.items()},
        **{f"resumed/{name}": value for name, value in classifier.state_dict().items()},
        "generators": keeper.kept.tensors["random/cpu"],
        "seed": torch.tensor(seed),
    }


def main(folder: Path) -> None:
    """Train every case in this process's place; write what it found."""
    torch.set_num_threads(1)
    with joined_processes() as processes:
        found: dict[str, Tensor] = {}
        for name, (architecture, changes) in CASES.items():
            tensors = trained(architecture, changes, processes)
            found |= {f"{name}/{key}": value for key, value in tensors.items()}
        tensors = interrupted(*DROPOUT, processes)
        found |= {f"interrupted/{key}": value for key, value in tensors.items()}
        # A signal reaches one before the other, which has but the clock's yes or no to say.
        seen = [processes.largest(said) for said in (15 if processes.rank else False, False, True)]
        found["agreed"] = torch.tensor(seen)
        plain = {name: value.contiguous().clone() for name, value in found.items()}
        save_file(plain, folder / f"{processes.rank}.safetensors")


if __name__ == "__main__":
    main(Path(sys.argv[1]))
