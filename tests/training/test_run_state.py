"""Which state a training goes on from, and what signals do to it."""

import os
import signal
from dataclasses import replace
from pathlib import Path
from typing import Any, ClassVar

import pytest
import torch
from recipes import model_block
from trained import NO_IMAGES, Recorder

from digits.data.chosen_images import ChosenImages
from digits.data.images import LabelledImages
from digits.data.statistics import pixel_statistics
from digits.resume.keeper import InterruptedTraining
from digits.training.history import Epoch
from digits.training.run import train_and_save


class Interruption(Exception):  # noqa: N818 - not an error
    pass


def epochs_gone_on_from(folder: Path, *settings: dict[str, Any]) -> list[int]:
    """Interrupt trainings after an epoch, one after the other: how many each found done."""
    found: list[int] = []

    class Stopping(Recorder):
        def on_epoch(self, epoch: Epoch) -> None:
            del epoch
            raise Interruption

        def on_resume(self, epochs: int, images: int) -> None:
            assert images == 0
            found.append(epochs)

    for each in settings:
        with pytest.raises(Interruption):
            train_and_save(
                **each, folder=folder / "to", state_folder=folder / "states", observer=Stopping()
            )
    return found


@pytest.mark.parametrize(
    "change", ["nothing", "model", "statistics", "labels", "classes", "training", "validation"]
)
def test_only_the_same_training_goes_on_from_a_state(
    change: str, digits_200: LabelledImages, tmp_path: Path
) -> None:
    def of(everything: LabelledImages) -> dict[str, Any]:
        parts = torch.arange(200).chunk(2)
        both = [ChosenImages(everything, each) for each in parts]
        return {"training": both[0], "validation": both[1]}

    statistics, model = pixel_statistics(digits_200.images), model_block(epochs=3)
    first: dict[str, Any] = {"model": model, "statistics": statistics, **of(digits_200)}
    training, validation = first["training"], first["validation"]
    changes: dict[str, dict[str, Any]] = {
        "nothing": {},
        "model": {"model": model_block(epochs=3, learning_rate=0.011)},
        "statistics": {"statistics": replace(statistics, mean=0.2)},
        "labels": of(replace(digits_200, labels=digits_200.labels.flip(0))),
        "classes": of(replace(digits_200, classes=(*digits_200.classes, "10"))),
        "training": {"training": replace(training, places=training.places.flip(0))},
        "validation": {"validation": replace(validation, places=validation.places[:50])},
    }
    found = epochs_gone_on_from(tmp_path, first, {**first, **changes[change]})
    assert found == ([1] if change == "nothing" else [])


@pytest.mark.usefixtures("usual_signals")
@pytest.mark.parametrize(
    ("launcher", "error"), [(None, KeyboardInterrupt), (1, InterruptedTraining)]
)
def test_only_under_a_launcher_a_second_signal_waits_for_the_state(
    launcher: int | None,
    error: type[BaseException],
    digits_200: LabelledImages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    class Impatient(Recorder):
        def on_epoch(self, epoch: Epoch) -> None:
            del epoch
            for _ in range(2):
                os.kill(os.getpid(), signal.SIGINT)

    monkeypatch.setattr("digits.training.run.launching_process", lambda: launcher)
    statistics = pixel_statistics(digits_200.images)
    block, states = model_block(epochs=2), tmp_path / "states"
    with pytest.raises(error):
        train_and_save(
            block, digits_200, NO_IMAGES, statistics, tmp_path / "to", states, Impatient()
        )


def test_a_damaged_state_is_told_of_and_the_result_is_that_of_a_new_start(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    class Stopping(Recorder):
        damages: ClassVar[list[str]] = []

        def on_epoch(self, epoch: Epoch) -> None:
            del epoch
            if not self.damages:
                raise Interruption

        def on_damaged_state(self, what: str) -> None:
            self.damages.append(what)

    def train(name: str, observer: Recorder) -> None:
        statistics, folder = pixel_statistics(digits_200.images), tmp_path / name
        block, states = model_block(epochs=2), tmp_path / f"{name}-states"
        train_and_save(block, digits_200, NO_IMAGES, statistics, folder, states, observer)

    train("whole", Recorder())
    with pytest.raises(Interruption):
        train("parts", Stopping())
    (state,) = (tmp_path / "parts-states").iterdir()
    content = bytearray(state.read_bytes())
    content[-1] ^= 1
    state.write_bytes(content)
    train("parts", Stopping())
    assert [state.name in damage for damage in Stopping.damages] == [True]
    whole, parts = (
        {path.name: path.read_bytes() for path in (tmp_path / name).iterdir()}
        for name in ("whole", "parts")
    )
    assert parts == whole
    assert list((tmp_path / "parts-states").iterdir()) == []
