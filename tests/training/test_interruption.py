"""A training that was interrupted anywhere ends as if it never had been, to the last bit."""

from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from recipes import recipe
from synthetic import synthetic_digits
from torch import Tensor
from trained import CPU, Recorder, seeded_classifier

from digits.params.training import Training
from digits.resume.keeper import FileKeeper, Keeper
from digits.resume.state_file import StateFile, TrainingState
from digits.training.history import Epoch
from digits.training.random_state import random_state, restore_random_state
from digits.training.trainer import Trainer

TRAINING, VALIDATION = synthetic_digits(20, seed=0), synthetic_digits(10, seed=1)
STEPS = 9  # three epochs of three steps, the last of each with 4 images

ADAM = {"optimizer": {"kind": "adam"}, "learning_rate": 0.002}
DISTORTED = {"rotation": 8.0, "scale": 0.1, "shear": 0.1, "shift": 1.5, "elastic": 1.0}
FAST = {"channels_last": True, "fast_layers": True}
CASES: dict[str, tuple[str, dict[str, object]]] = {
    "sgd": ("mlp_small", {}),
    "momentum": ("lenet", {"optimizer": {"kind": "sgd", "momentum": 0.9}, **FAST}),
    "step schedule": ("mlp_small", {"schedule": {"kind": "step", "every": 1, "gamma": 0.7}}),
    "cosine": ("mlp_small", {**ADAM, "schedule": {"kind": "cosine"}}),
    "adadelta": ("mlp_small", {"optimizer": {"kind": "adadelta"}, "learning_rate": 1.0}),
    "dropout": ("simple_cnn", {**ADAM, "label_smoothing": 0.1}),
    "dropout, fast": ("simple_cnn", {**ADAM, **FAST}),
    "distorted": ("lenet5", {**ADAM, "augmentation": DISTORTED}),
    "averaged": ("tiny_cnn", {**ADAM, "ema": 0.9, "augmentation": DISTORTED, **FAST}),
    "bfloat16": ("mlp_small", {**ADAM, "precision": "bfloat16"}),
    "all": (
        "compact_cnn",
        {
            "optimizer": {"kind": "adamw", "weight_decay": 0.1},
            "learning_rate": 0.002,
            "schedule": {"kind": "one_cycle", "warmup": 0.3},
            "ema": 0.9,
            "augmentation": DISTORTED,
            **FAST,
        },
    ),
}


class Interruption(Exception):  # noqa: N818 - not an error
    """Ends a training in a test."""


class InterruptingKeeper(Keeper):
    """Writes the state after so many steps, an epoch's end counting as one, and goes no further."""

    def __init__(self, file: StateFile, after: int) -> None:
        self._file = file
        self._left = after

    def after_step(self, state: Callable[[], TrainingState]) -> None:
        self._left -= 1
        if not self._left:
            self._file.write(state())
            raise Interruption

    after_epoch = after_step


def chosen(**changes: object) -> Training:
    return recipe(batch_size=8, epochs=3, log_interval=2, **changes)


def fresh_trainer(architecture: str, chosen: Training) -> tuple[dict[str, Tensor], Trainer]:
    """A trainer, and the weights that it will change."""
    classifier = seeded_classifier(architecture)
    trainer = Trainer(classifier, TRAINING, VALIDATION, chosen, CPU)
    return classifier.state_dict(), trainer


def interrupted_run(
    architecture: str, chosen: Training, file: StateFile, stops: list[int]
) -> tuple[list[Epoch], dict[str, Tensor]]:
    """Train, stopped after so many steps of each process in turn, then to the end."""
    for stop in [*stops, None]:
        torch.manual_seed(stop or 0)  # another process's generator stands anywhere
        weights, trainer = fresh_trainer(architecture, chosen)
        if state := file.read():
            torch.manual_seed(1234)
            trainer.restore(state)
        if stop is None:
            return trainer.fit(Recorder()), weights
        with pytest.raises(Interruption):
            trainer.fit(Recorder(), InterruptingKeeper(file, stop))
    raise AssertionError


@pytest.mark.parametrize(("architecture", "changes"), CASES.values(), ids=CASES)
def test_ends_with_the_same_bits_wherever_it_was_interrupted(
    architecture: str, changes: dict[str, object], tmp_path: Path
) -> None:
    recipe_ = chosen(**changes)
    weights, trainer = fresh_trainer(architecture, recipe_)
    history = trainer.fit(Recorder())
    for stop in range(1, STEPS + 1):
        file = StateFile(tmp_path / str(stop), "f")
        found_history, found = interrupted_run(architecture, recipe_, file, [stop])
        assert found_history == history, f"interrupted after {stop} steps"
        assert all(torch.equal(found[name], weights[name]) for name in weights), stop


def test_can_be_interrupted_after_every_step(tmp_path: Path) -> None:
    architecture, changes = CASES["all"]
    recipe_ = chosen(**changes)
    weights, trainer = fresh_trainer(architecture, recipe_)
    history = trainer.fit(Recorder())
    file = StateFile(tmp_path, "f")
    found_history, found = interrupted_run(architecture, recipe_, file, [1] * STEPS)
    assert found_history == history
    assert all(torch.equal(found[name], weights[name]) for name in weights)


def test_intervals_go_on_where_they_were(tmp_path: Path) -> None:
    whole = Recorder()
    fresh_trainer("mlp_small", chosen())[1].fit(whole)
    parts, file = Recorder(), StateFile(tmp_path, "f")
    _, trainer = fresh_trainer("mlp_small", chosen())
    with pytest.raises(Interruption):
        trainer.fit(parts, InterruptingKeeper(file, 4))
    state = file.read()
    assert state is not None
    _, trainer = fresh_trainer("mlp_small", chosen())
    trainer.restore(state)
    trainer.fit(parts)
    assert parts.intervals == whole.intervals
    assert parts.epochs == whole.epochs


def test_taking_the_state_changes_nothing() -> None:
    class Asking(Keeper):
        def after_step(self, state: Callable[[], TrainingState]) -> None:
            assert isinstance(state(), TrainingState)

        after_epoch = after_step

    architecture, changes = CASES["all"]
    plain, trainer = fresh_trainer(architecture, chosen(**changes))
    trainer.fit(Recorder())
    asked, trainer = fresh_trainer(architecture, chosen(**changes))
    trainer.fit(Recorder(), Asking())
    assert all(torch.equal(plain[name], asked[name]) for name in plain)


def test_an_epoch_is_saved_even_if_nobody_can_be_told_of_it(tmp_path: Path) -> None:
    class Gone(Recorder):
        def on_epoch(self, epoch: Epoch) -> None:
            del epoch
            raise BrokenPipeError

    file = StateFile(tmp_path, "f")
    _, trainer = fresh_trainer("mlp_small", chosen())
    with pytest.raises(BrokenPipeError):
        trainer.fit(Gone(), FileKeeper(file))
    state = file.read()
    assert state is not None
    assert len(state.record["history"]) == 1


def test_the_generator_of_the_gpu_in_use_is_the_one_that_is_kept(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    states = {0: torch.tensor([0]), 1: torch.tensor([1])}  # of two GPUs

    def get_state(device: torch.device) -> Tensor:
        return states[device.index]

    def set_state(state: Tensor, device: torch.device) -> None:
        states[device.index] = state

    monkeypatch.setattr("torch.cuda.get_rng_state", get_state)
    monkeypatch.setattr("torch.cuda.set_rng_state", set_state)
    second = torch.device("cuda", 1)
    kept = random_state(second)
    states[1] = torch.tensor([2])
    restore_random_state(second, kept)
    assert states == {0: torch.tensor([0]), 1: torch.tensor([1])}
