"""Two processes never train the same run at once."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from digits.resume.lock import LockedError, only_process
from digits.whole_file import WriteError

HOLDER = """
import signal, sys, time
from pathlib import Path
from digits.resume.lock import only_process
signal.signal(signal.SIGINT, signal.default_int_handler)
with only_process(Path(sys.argv[1]), "a run"):
    print("held", flush=True)
    time.sleep(60)
"""


def holder(folder: Path) -> subprocess.Popen[str]:
    """A process that holds the lock."""
    process = subprocess.Popen(  # noqa: S603 - our own program
        [sys.executable, "-c", HOLDER, str(folder)], stdout=subprocess.PIPE, text=True
    )
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


@pytest.fixture(scope="module")
def held(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Path, int]]:
    """A folder that another process holds, and its number."""
    folder = tmp_path_factory.mktemp("held")
    with holder(folder) as process:
        yield folder, process.pid
        process.kill()


def already_at_work(number: str) -> str:
    """What is said of a process that trains `mlp`."""
    return (
        f"process {number} is at work on mlp already (DVC, when killed, leaves it behind): stop it"
        f" with `kill {number}`, which saves where it stands; then the same command goes on from"
        " there"
    )


def test_can_be_held_again_and_again(tmp_path: Path) -> None:
    for _ in range(3):
        with only_process(tmp_path / "run", "a run"):
            pass
        assert (tmp_path / "run" / "lock").read_text(encoding="ascii") == ""  # nobody's


def test_a_second_process_is_told_which_the_first_is(held: tuple[Path, int]) -> None:
    folder, first = held
    with pytest.raises(LockedError) as caught, only_process(folder, "mlp"):
        pytest.fail("two processes hold the lock")
    assert str(caught.value) == already_at_work(str(first))


def test_other_runs_are_not_held_up(held: tuple[Path, int], tmp_path: Path) -> None:
    with only_process(tmp_path, "another run"):
        pass
    with pytest.raises(LockedError), only_process(held[0], "a run"):  # which is held all the while
        pytest.fail("two processes hold the lock")


def ended_process() -> int:
    """The number of a process that there no longer is."""
    with subprocess.Popen([sys.executable, "-c", ""]) as process:
        pass
    return process.pid


@pytest.mark.parametrize("alive", [True, False], ids=["alive", "ended"])
def test_another_process_may_be_the_one_to_stop_while_it_lives(
    tmp_path: Path, *, alive: bool
) -> None:
    other = os.getppid() if alive else ended_process()
    expected = other if alive else os.getpid()
    with (
        only_process(tmp_path, "mlp", to_stop=other),
        pytest.raises(LockedError, match=f"`kill {expected}`"),
        only_process(tmp_path, "mlp"),
    ):
        pytest.fail("two hold the lock")


def test_a_process_whose_number_found_no_room_is_still_told_of(tmp_path: Path) -> None:
    with only_process(tmp_path, "mlp"):
        (tmp_path / "lock").write_text("", encoding="ascii")
        with pytest.raises(LockedError) as caught, only_process(tmp_path, "mlp"):
            pytest.fail("two hold the lock")
    assert str(caught.value) == already_at_work("<its number>")


def test_another_users_process_is_told_of_by_its_number(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def kill(_number: int, _signal: int) -> None:
        raise PermissionError

    monkeypatch.setattr(os, "kill", kill)
    with (
        only_process(tmp_path, "mlp", to_stop=1),
        pytest.raises(LockedError, match=r"^process 1 is at work"),
        only_process(tmp_path, "mlp"),
    ):
        pytest.fail("two hold the lock")


def test_a_lock_that_is_held_is_not_waited_for(
    held: tuple[Path, int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(time, "sleep", pytest.fail)
    with pytest.raises(LockedError), only_process(held[0], "a run"):
        pytest.fail("two processes hold the lock")


def test_a_folder_that_cannot_be_made_is_named(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with (
        pytest.raises(WriteError, match=r"file/run/lock: can't be locked: Not a directory"),
        only_process(tmp_path / "file" / "run", "a run"),
    ):
        pytest.fail("there is no lock to hold")


# One that the process never hears of, as SIGTERM here, and one that Python makes an exception of.
@pytest.mark.parametrize("number", [signal.SIGKILL, signal.SIGINT])
def test_a_process_that_was_ended_holds_nothing(number: int, tmp_path: Path) -> None:
    with holder(tmp_path) as first:
        os.kill(first.pid, number)
        first.wait()
        with only_process(tmp_path, "a run"):
            assert (tmp_path / "lock").read_text(encoding="ascii") == f"{os.getpid()}\n"


def test_is_let_go_of_after_an_error(tmp_path: Path) -> None:
    with pytest.raises(ZeroDivisionError), only_process(tmp_path, "a run"):
        raise ZeroDivisionError
    with only_process(tmp_path, "a run"):
        pass
