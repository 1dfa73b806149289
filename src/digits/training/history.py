"""What a training run tells while it goes on, and what it leaves behind."""

from collections.abc import Sequence
from dataclasses import astuple, dataclass, fields
from pathlib import Path

from digits.records import write_csv


@dataclass(frozen=True)
class Interval:
    """The steps of an epoch since the last report."""

    epoch: int
    seen: int  # images of this epoch so far
    total: int  # images of an epoch
    loss: float  # mean cross-entropy of the images since the last report, while the weights changed
    accuracy: float  # fraction of them


@dataclass(frozen=True)
class Epoch:
    """One row of the history."""

    epoch: int
    train_loss: float  # mean cross-entropy over the epoch, while the weights changed
    train_accuracy: float  # fraction
    validation_loss: float | None  # after the epoch; None where no images are set aside
    validation_accuracy: float | None


class Observer:
    """Told how a training run goes on. This one stays silent."""

    def on_resume(self, epochs: int, images: int) -> None:
        """Before the first step, where an earlier process got so far and was interrupted."""

    def on_damaged_state(self, what: str) -> None:
        """Before the first step, where an earlier process's state can't be used."""

    def on_interval(self, interval: Interval) -> None:
        """Every so many steps, and at the end of an epoch."""

    def on_epoch(self, epoch: Epoch) -> None:
        """After an epoch's validation."""


def write_history(path: Path, epochs: Sequence[Epoch]) -> None:
    """Write one row per epoch, one column per field of `Epoch`.

    Raises `WriteError` where the file can't be written.
    """
    write_csv(path, [field.name for field in fields(Epoch)], (astuple(epoch) for epoch in epochs))
