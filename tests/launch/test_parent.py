"""A process that a launcher started knows it, and ends with it."""

import os
import signal
import subprocess
import sys

import pytest

from digits.launch.parent import LAUNCHER, launching_process

RUN = "TORCHELASTIC_RUN_ID"  # as torch's launcher calls it

# A launcher that is killed, whose process then says whether it was told to end.
KILLED = """
import os, subprocess, sys
os.environ.update(TORCHELASTIC_RUN_ID="1", DIGITS_LAUNCHER=str(os.getpid()))
process = subprocess.Popen([sys.executable, "-c", sys.argv[1]], stdin=subprocess.PIPE)
process.stdin.write(sys.argv[2].encode())
process.stdin.flush()
if sys.argv[2]:
    sys.stdin.read(1)  # until it has asked to be told
os.kill(os.getpid(), 9)
"""
STARTED = """
import os, signal, sys, time
from digits.launch.parent import end_with_the_launcher
def told(number, frame):
    os.write(1, b"told\\n")  # the line before may still be on its way through print
    sys.exit()
signal.signal(signal.SIGTERM, told)
print("at work", flush=True)
if sys.stdin.read(1):
    end_with_the_launcher()
    print("asked", flush=True)
else:  # which only a launcher's end brings
    end_with_the_launcher()
time.sleep(30)
"""


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in (RUN, LAUNCHER):
        monkeypatch.delenv(name, raising=False)


def test_a_process_that_nothing_launched_has_none(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("RANK", "0")  # as clusters set it
    assert launching_process() is None


def test_torchrun_is_the_process_that_started_this_one(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUN, "1")
    assert launching_process() == os.getppid()


def test_a_launcher_that_has_ended_is_still_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(RUN, "1")
    monkeypatch.setenv(LAUNCHER, "4321")
    assert launching_process() == 4321


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux to tell of a parent's end")
@pytest.mark.parametrize("asked", [True, False], ids=["after it asked", "before it could ask"])
def test_a_process_is_told_that_its_launcher_was_killed(*, asked: bool) -> None:
    command = [sys.executable, "-c", KILLED, STARTED, "x" if asked else ""]
    with subprocess.Popen(  # noqa: S603 - our own program
        command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as launcher:
        assert launcher.stdin is not None
        assert launcher.stdout is not None
        said = [launcher.stdout.readline()]
        if asked:
            said.append(launcher.stdout.readline())
            launcher.stdin.write("x")
            launcher.stdin.flush()
        said += launcher.stdout.readlines()
    assert launcher.returncode == -signal.SIGKILL
    assert said == ["at work\n", *(["asked\n"] if asked else []), "told\n"]
