"""Whether this process starts others, and how many."""

import os
import signal
from pathlib import Path
from unittest.mock import Mock

import pytest
from torch.distributed import run
from torch.distributed.elastic.multiprocessing.api import SignalException

from digits.launch.last_word import LAST_WORDS
from digits.launch.parent import LAUNCHER
from digits.launch.torchrun import LaunchError, launch, processes_to_start, restarted
from digits.params.launcher import Python, Torchrun

TWO = Torchrun(kind="torchrun", processes=2)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)
    for name in ("OMP_NUM_THREADS", "TORCH_DISABLE_SHARE_RDZV_TCP_STORE", LAST_WORDS, LAUNCHER):
        monkeypatch.setenv(name, "")  # which `launch` sets, so that they are removed afterwards


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
    before = signal.signal(signal.SIGHUP, handler)
    try:
        launch(2, 1, ["program.py"])
    finally:
        signal.signal(signal.SIGHUP, before)
    handed_on = set(started.call_args.args[0].signals_to_handle.split(","))
    by_torch = set(run.parse_args(["program.py"]).signals_to_handle.split(","))
    assert by_torch - handed_on == ({"SIGHUP"} if handler == signal.SIG_IGN else set())
    assert handed_on <= by_torch


@pytest.mark.parametrize("saved", [True, False])
def test_a_signal_ends_the_launcher_with_what_kept_a_process_from_saving(
    *, saved: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    def stopped(_: object) -> None:
        if not saved:
            folder = Path(os.environ[LAST_WORDS])
            (folder / "0").write_text('{"message": "full", "exit_code": 1}', encoding="utf-8")
        raise SignalException("", signal.SIGTERM)

    monkeypatch.setattr(run, "run", stopped)
    with pytest.raises(SystemExit if saved else LaunchError) as ended:
        launch(2, 1, ["program.py"])
    if isinstance(ended.value, SystemExit):
        assert ended.value.code == 143
    else:
        assert str(ended.value) == "full"
