"""The table of a training run."""

import pytest

from digits.training.history import Epoch, Interval, Observer, history_table

COLUMNS = ["epoch", "train_loss", "train_accuracy", "validation_loss", "validation_accuracy"]


def test_has_a_row_per_epoch_in_their_order() -> None:
    table = history_table([Epoch(1, 0.5, 0.8, 0.4, 0.9), Epoch(2, 0.3, 0.85, 0.2, 0.95)])
    assert list(table.columns) == COLUMNS
    assert table.to_numpy().tolist() == [[1, 0.5, 0.8, 0.4, 0.9], [2, 0.3, 0.85, 0.2, 0.95]]


def test_what_was_not_measured_is_an_empty_field() -> None:
    text = history_table([Epoch(1, 0.5, 0.75, None, None)]).to_csv(index=False)
    assert text.splitlines() == [",".join(COLUMNS), "1,0.5,0.75,,"]


def test_a_run_without_epochs_still_has_its_columns() -> None:
    assert list(history_table([]).columns) == COLUMNS


def test_the_plain_observer_stays_silent(capsys: pytest.CaptureFixture[str]) -> None:
    observer = Observer()
    observer.on_interval(Interval(1, 10, 20, 0.5, 0.9))
    observer.on_epoch(Epoch(1, 0.5, 0.9, None, None))
    assert capsys.readouterr() == ("", "")
