"""Whether this process starts others, and how many."""

import signal
from unittest.mock import Mock

import pytest
from torch.distributed import run

from digits.launch.last_word import LAST_WORDS
from digits.launch.parent import LAUNCHER
from digits.launch.torchrun import LaunchError, launch, processes_to_start, restarted
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


@pytest.mark.parametrize("handler", [signal.SIG_IGN, signal.SIG_DFL], ids=["nohup", "otherwise"])
def test_nohup_keeps_the_end_of_a_terminal_away(
    handler: signal.Handlers, monkeypatch: pytest.MonkeyPatch
) -> None:
    started = Mock()
    monkeypatch.setattr(run, "run", started)
    for name in ("OMP_NUM_THREADS", "TORCH_DISABLE_SHARE_RDZV_TCP_STORE", LAST_WORDS, LAUNCHER):
        monkeypatch.setenv(name, "")  # which `launch` sets, so that they are removed afterwards
    before = signal.signal(signal.SIGHUP, handler)
    try:
        launch(2, 1, ["program.py"])
    finally:
        signal.signal(signal.SIGHUP, before)
    handed_on = set(started.call_args.args[0].signals_to_handle.split(","))
    by_torch = set(run.parse_args(["program.py"]).signals_to_handle.split(","))
    assert by_torch - handed_on == ({"SIGHUP"} if handler == signal.SIG_IGN else set())
    assert handed_on <= by_torch
