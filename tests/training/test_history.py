"""The table of a training run."""

from pathlib import Path

import pytest

from digits.training.history import Epoch, Interval, Observer, write_history

COLUMNS = "epoch,train_loss,train_accuracy,validation_loss,validation_accuracy"


def lines(path: Path, *epochs: Epoch) -> list[str]:
    write_history(path, epochs)
    return path.read_text(encoding="utf-8").splitlines()


def test_has_a_row_per_epoch_in_their_order(tmp_path: Path) -> None:
    found = lines(
        tmp_path / "history.csv", Epoch(1, 0.5, 0.8, 0.4, 0.9), Epoch(2, 1 / 3, 0.85, 0.2, 0.95)
    )
    assert found == [
        COLUMNS,
        "1,0.500000,0.800000,0.400000,0.900000",
        "2,0.333333,0.850000,0.200000,0.950000",
    ]


def test_what_was_not_measured_is_an_empty_field(tmp_path: Path) -> None:
    found = lines(tmp_path / "history.csv", Epoch(1, 0.5, 0.75, None, None))
    assert found == [COLUMNS, "1,0.500000,0.750000,,"]


def test_a_run_without_epochs_still_has_its_columns(tmp_path: Path) -> None:
    assert lines(tmp_path / "history.csv") == [COLUMNS]


def test_the_plain_observer_stays_silent(capsys: pytest.CaptureFixture[str]) -> None:
    observer = Observer()
    observer.on_interval(Interval(1, 10, 20, 0.5, 0.9))
    observer.on_epoch(Epoch(1, 0.5, 0.9, None, None))
    assert capsys.readouterr() == ("", "")
