"""Whether this process starts others, and how many."""

import os

import pytest

from digits.launch.torchrun import LaunchError, launching_process, processes_to_start, restarted
from digits.params.launcher import Python, Torchrun

TWO = Torchrun(kind="torchrun", processes=2)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)


def test_plain_python_starts_none_whoever_started_it(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes_to_start(Python(kind="python")) is None
    monkeypatch.setenv("RANK", "0")
    monkeypatch.setenv("WORLD_SIZE", "7")
    assert processes_to_start(Python(kind="python")) is None


def test_torchrun_is_started_once(monkeypatch: pytest.MonkeyPatch) -> None:
    assert processes_to_start(TWO) == 2
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "2")
    assert processes_to_start(TWO) is None


def test_another_number_than_that_of_params_yaml_is_refused(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("RANK", "1")
    monkeypatch.setenv("WORLD_SIZE", "3")
    with pytest.raises(LaunchError, match="found 2, but torchrun started 3") as refused:
        processes_to_start(TWO)
    assert refused.value.exit_code == 2


def test_a_process_knows_who_started_it_among_others(monkeypatch: pytest.MonkeyPatch) -> None:
    assert launching_process() is None
    monkeypatch.setenv("RANK", "0")
    assert launching_process() == os.getppid()


@pytest.mark.parametrize(("count", "expected"), [(None, False), ("0", False), ("1", True)])
def test_a_process_knows_whether_it_was_started_again(
    count: str | None, *, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    name = "TORCHELASTIC_RESTART_COUNT"  # as torch's launcher calls it
    if count is None:
        monkeypatch.delenv(name, raising=False)
    else:
        monkeypatch.setenv(name, count)
    assert restarted() == expected
