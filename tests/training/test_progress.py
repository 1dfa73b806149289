"""Progress on the screen, with a clock of our own."""

import re
import subprocess
import sys
from pathlib import Path

import pytest
from screen import Screen

from digits.training.history import Epoch, Interval
from digits.training.progress import PrintedProgress

HALF = Interval(epoch=1, seen=250, total=1000, loss=1.23456, accuracy=0.678)
WHOLE = Interval(epoch=1, seen=1000, total=1000, loss=0.5, accuracy=0.9)
DONE = Epoch(1, 0.71234, 0.8123, 0.4567, 0.9012)
UNVALIDATED = Epoch(2, 0.61234, 0.8523, None, None)


class Clock:
    """Shows the seconds that a test sets."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def test_plain_lines_say_where_the_run_stands() -> None:
    stream, clock = Screen(), Clock()
    progress = PrintedProgress(2, stream, clock)
    clock.now += 1.5
    progress.on_interval(HALF)
    clock.now += 4.0
    progress.on_interval(WHOLE)
    clock.now += 0.5
    progress.on_epoch(DONE)
    assert stream.getvalue().splitlines() == [
        "epoch 1/2: 250/1000 images (25%), loss 1.2346, accuracy 67.80%, 1.5 s",
        "epoch 1/2: 1000/1000 images (100%), loss 0.5000, accuracy 90.00%, 4.0 s",
        (
            "epoch 1/2 done: loss 0.7123, accuracy 81.23%;"
            " validation: loss 0.4567, accuracy 90.12%; 6.0 s"
        ),
    ]


def test_clocks_start_again_after_an_epoch() -> None:
    stream, clock = Screen(), Clock()
    progress = PrintedProgress(2, stream, clock)
    clock.now += 10
    progress.on_epoch(DONE)
    clock.now += 2
    progress.on_interval(HALF)
    clock.now += 1
    progress.on_epoch(UNVALIDATED)
    _, interval, epoch = stream.getvalue().splitlines()
    assert interval.endswith(", 2.0 s")
    assert epoch == "epoch 2/2 done: loss 0.6123, accuracy 85.23%; 3.0 s"


@pytest.mark.parametrize(("images", "further"), [(0, ""), (250, " and 250 images")])
def test_says_where_a_training_goes_on(images: int, further: str) -> None:
    stream = Screen()
    PrintedProgress(5, stream).on_resume(3, images)
    assert stream.getvalue() == f"continues after 3 of 5 epochs{further}\n"


def test_says_that_a_damaged_training_starts_anew_and_why() -> None:
    stream = Screen()
    PrintedProgress(5, stream).on_damaged_state("some/file: cut short")
    assert (
        stream.getvalue() == "starts anew, since what was saved is damaged: some/file: cut short\n"
    )


def test_a_terminal_gets_a_bar_that_reaches_its_end() -> None:
    stream, clock = Screen(terminal=True), Clock()
    progress = PrintedProgress(2, stream, clock)
    progress.on_interval(HALF)
    progress.on_interval(WHOLE)
    clock.now += 3
    progress.on_epoch(DONE)
    *bar, done = re.split(r"[\r\n]+", stream.getvalue().rstrip())
    assert bar[-1].startswith("epoch 1/2: 100%")
    assert "1000/1000" in bar[-1]
    assert re.search(r"[\d?] images/s", bar[-1])
    assert "loss 0.5000, accuracy 90.00%" in bar[-1]
    assert done.startswith("epoch 1/2 done: loss 0.7123")
    assert done.endswith("; 3.0 s")


def test_a_terminal_gets_a_new_bar_in_every_epoch() -> None:
    stream = Screen(terminal=True)
    progress = PrintedProgress(2, stream, Clock())
    for number in (1, 2):
        progress.on_interval(Interval(number, 1000, 1000, 0.5, 0.9))
        progress.on_epoch(Epoch(number, 0.5, 0.9, None, None))
    assert re.findall(r"epoch (\d)/2: 100%", stream.getvalue())[-1] == "2"
    assert stream.getvalue().count(" done: ") == 2


@pytest.mark.parametrize("terminal", [False, True])
def test_a_run_without_intervals_prints_its_epochs(*, terminal: bool) -> None:
    stream = Screen(terminal=terminal)
    PrintedProgress(2, stream, Clock()).on_epoch(UNVALIDATED)
    assert stream.getvalue() == "epoch 2/2 done: loss 0.6123, accuracy 85.23%; 0.0 s\n"


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no such device here")
def test_a_training_goes_on_where_its_lines_find_no_room() -> None:
    program = (
        "import sys; from digits.training.progress import PrintedProgress\n"
        "progress = PrintedProgress(2)\n"
        "for epochs in (1, 2): progress.on_resume(epochs, 0)\n"
        "print('goes on', file=sys.stderr)"
    )
    with Path("/dev/full").open("wb") as full:
        ended = subprocess.run(  # noqa: S603 - our own program
            [sys.executable, "-c", program], stdout=full, stderr=subprocess.PIPE, check=False
        )
    assert ended.returncode == 0  # a line kept back would fail at Python's end
    assert ended.stderr == b"goes on\n"
