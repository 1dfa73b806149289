"""What is shown of jobs that run beside each other."""

import pytest
from screen import Screen

from digits.jobs.display import Display
from digits.jobs.job import beside

SHORT, LONG = beside("train@a", ("train@a",), 1), beside("train@lenet", ("train@lenet",), 1)


def shown(*lines: str) -> list[str]:
    stream = Screen()
    display = Display([SHORT, LONG], stream)
    for line in lines:
        display.line(SHORT, line)
    return stream.lines()


def test_each_line_says_whose_it_is_and_how_far_all_are() -> None:
    stream = Screen()
    times = iter((10.0, 11.0, 13.4, 20.0))
    display = Display([SHORT, LONG], stream, clock=lambda: next(times))
    display.started(SHORT)
    display.started(LONG)
    display.line(LONG, "epoch 1/3 done: loss 0.5")
    display.ended(SHORT, "done")
    display.ended(LONG, "FAILED")
    assert stream.lines() == [
        "train@a      started",
        "train@lenet  started",
        "train@lenet  epoch 1/3 done: loss 0.5",
        "train@a      done after 3 s (1 of 2)",
        "train@lenet  FAILED after 9 s (2 of 2)",
    ]


@pytest.mark.parametrize(
    "line",
    [
        "",
        "  ",
        "To track the changes with git, run:",
        "epoch 1/3: 400/500 images (80%), loss 0.3, accuracy 90.00%, 0.1 s",
        "> python stages/train.py lenet",
        "Stage 'train@lenet' didn't change, skipping",
        "Use `dvc push` to send your updates to remote storage.",
        "Updating lock file 'dvc.lock'",
    ],
)
def test_what_would_only_fill_the_screen_is_left_out(line: str) -> None:
    assert shown(line) == []


@pytest.mark.parametrize(
    "line",
    [
        "epoch 1/3 done: loss 0.5, accuracy 90.00%; 0.1 s",
        "continues after 2 of 3 epochs",
        "Running stage 'train@lenet':",
        "error: anything",
        "Stage 'train@lenet' is cached - skipping run, checking out outputs",
    ],
)
def test_news_and_what_is_unknown_are_shown(line: str) -> None:
    assert shown(line) == [f"train@a      {line}"]


def test_of_a_progress_bar_its_last_state_is_shown() -> None:
    assert shown("10 %\r50 %\r100 %") == ["train@a      100 %"]
