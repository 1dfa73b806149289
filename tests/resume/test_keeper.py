"""The state goes to disk after an epoch, after a minute of steps, and before a signal's end."""

import os
import signal
from pathlib import Path

import pytest

from digits.resume.keeper import FileKeeper, InterruptedTraining, Keeper
from digits.resume.state_file import StateFile, TrainingState


class Clock:
    """Seconds that pass when a test says so."""

    now = 0.0

    def __call__(self) -> float:
        return self.now


class Training:
    """Counts its steps, and how often its state was asked for."""

    def __init__(self) -> None:
        self.steps = 0
        self.asked = 0

    def state(self) -> TrainingState:
        self.asked += 1
        return TrainingState({}, {"steps": self.steps})


pytestmark = pytest.mark.usefixtures("usual_signals")


@pytest.fixture
def file(tmp_path: Path) -> StateFile:
    return StateFile(tmp_path, "f" * 64)


def steps_on_disk(file: StateFile) -> int | None:
    state = file.read()
    return state.record["steps"] if state else None


def test_writes_after_every_epoch(file: StateFile) -> None:
    keeper, training = FileKeeper(file, Clock()), Training()
    for training.steps in (10, 20, 30):
        keeper.after_epoch(training.state)
        assert steps_on_disk(file) == training.steps


def test_writes_between_steps_once_a_minute(file: StateFile) -> None:
    clock = Clock()
    keeper, training = FileKeeper(file, clock), Training()
    written: list[int] = []
    for training.steps in range(1, 301):
        clock.now += 1.0
        keeper.after_step(training.state)
        if steps_on_disk(file) == training.steps:
            written.append(training.steps)
    assert written == [60, 120, 180, 240, 300]
    assert training.asked == 5  # a step that isn't written costs nothing


def test_an_epoch_starts_the_minute_again(file: StateFile) -> None:
    clock = Clock()
    keeper, training = FileKeeper(file, clock), Training()
    clock.now = 50.0
    keeper.after_epoch(training.state)
    clock.now = 100.0
    keeper.after_step(training.state)
    assert training.asked == 1
    clock.now = 110.0
    keeper.after_step(training.state)
    assert training.asked == 2


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
@pytest.mark.parametrize("moment", ["after_step", "after_epoch"])
def test_a_signal_ends_the_training_saved(
    number: signal.Signals, code: int, moment: str, file: StateFile
) -> None:
    keeper, training = FileKeeper(file, Clock()), Training()
    training.steps = 7
    with keeper.on_signals():
        os.kill(os.getpid(), number)
        with pytest.raises(InterruptedTraining) as caught:
            getattr(keeper, moment)(training.state)
    assert caught.value.exit_code == code
    assert caught.value.kind == "interrupted"
    assert str(caught.value) == (
        f"{number.name}: where the training stands is saved; the same command continues it"
    )
    assert steps_on_disk(file) == 7


def test_a_second_signal_does_not_wait(file: StateFile) -> None:
    keeper = FileKeeper(file, Clock())
    with keeper.on_signals():
        os.kill(os.getpid(), signal.SIGINT)
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)


def test_one_with_patience_saves_whatever_its_launcher_hands_on(file: StateFile) -> None:
    keeper, training = FileKeeper(file, Clock()), Training()
    training.steps = 7
    with keeper.on_signals(patient=True):
        for number in (signal.SIGTERM, signal.SIGTERM, signal.SIGINT):
            os.kill(os.getpid(), number)
        with pytest.raises(InterruptedTraining) as caught:
            keeper.after_step(training.state)
    assert caught.value.exit_code == 143
    assert steps_on_disk(file) == 7
    os.kill(os.getpid(), signal.SIGTERM)  # while it tells where it stands


def test_nohup_keeps_the_end_of_a_terminal_away(file: StateFile) -> None:
    signal.signal(signal.SIGHUP, signal.SIG_IGN)
    keeper, training = FileKeeper(file, Clock()), Training()
    with keeper.on_signals():
        os.kill(os.getpid(), signal.SIGHUP)
        keeper.after_epoch(training.state)
    assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN


def test_a_signal_that_another_process_got_ends_this_one_after_the_same_step(
    file: StateFile,
) -> None:
    keeper, training = FileKeeper(file, Clock(), lambda own: max(own, signal.SIGTERM)), Training()
    training.steps = 7
    with pytest.raises(InterruptedTraining, match="SIGTERM"):
        keeper.after_step(training.state)
    assert steps_on_disk(file) == 7


def test_where_another_process_is_due_to_write_this_one_writes_and_goes_on(
    file: StateFile,
) -> None:
    told: list[int] = []

    def agree(own: int) -> int:
        told.append(own)
        return 1 if len(told) == 1 else own  # the other's minute is over; nobody was told to end

    keeper, training = FileKeeper(file, Clock(), agree), Training()
    keeper.after_step(training.state)
    assert training.asked == 1
    assert told == [0, 0]


def test_outside_the_block_signals_mean_what_they_meant(file: StateFile) -> None:
    numbers = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)
    before = [signal.getsignal(each) for each in numbers]
    with pytest.raises(ZeroDivisionError), FileKeeper(file, Clock()).on_signals():
        raise ZeroDivisionError
    assert [signal.getsignal(each) for each in numbers] == before


def test_the_silent_one_never_asks_for_the_state() -> None:
    keeper, training = Keeper(), Training()
    keeper.after_step(training.state)
    keeper.after_epoch(training.state)
    assert training.asked == 0
