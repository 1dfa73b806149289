"""Whether this process starts others, how many, and what it says of their end."""

import os
import signal
from pathlib import Path
from unittest.mock import Mock

import pytest
from torch.distributed import run
from torch.distributed.elastic.multiprocessing.api import SignalException
from torch.distributed.elastic.multiprocessing.errors import ChildFailedError, ProcessFailure

from digits.launch.last_word import LAST_WORDS
from digits.launch.parent import LAUNCHER
from digits.launch.torchrun import LaunchError, launch, processes_to_start, restarted
from digits.params.launcher import Python, Torchrun

TWO = Torchrun(kind="torchrun", processes=2)


@pytest.fixture(autouse=True)
def _alone(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("RANK", "WORLD_SIZE"):
        monkeypatch.delenv(name, raising=False)


@pytest.fixture
def torchs_launcher(monkeypatch: pytest.MonkeyPatch) -> Mock:
    """Stands in for the one that would start processes."""
    started = Mock()
    monkeypatch.setattr(run, "run", started)
    for name in ("OMP_NUM_THREADS", "TORCH_DISABLE_SHARE_RDZV_TCP_STORE", LAST_WORDS, LAUNCHER):
        monkeypatch.setenv(name, "")  # which `launch` sets, so that they are removed afterwards
    return started


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
    with pytest.raises(LaunchError) as refused:
        processes_to_start(TWO)
    assert str(refused.value) == (
        "params.yaml: launcher.processes: found 2, but torchrun started 3; results depend on the"
        " number, so make the two equal"
    )
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
    handler: signal.Handlers, torchs_launcher: Mock
) -> None:
    before = signal.signal(signal.SIGHUP, handler)
    try:
        launch(2, 1, ["program.py"])
    finally:
        signal.signal(signal.SIGHUP, before)
    handed_on = set(torchs_launcher.call_args.args[0].signals_to_handle.split(","))
    by_torch = set(run.parse_args(["program.py"]).signals_to_handle.split(","))
    assert by_torch - handed_on == ({"SIGHUP"} if handler == signal.SIG_IGN else set())
    assert handed_on <= by_torch


def test_a_signal_ends_it_with_what_kept_a_process_from_saving(torchs_launcher: Mock) -> None:
    def stopped(_options: object) -> None:
        word = '{"message": "full", "exit_code": 1}'
        Path(os.environ[LAST_WORDS], "0").write_text(word, encoding="utf-8")
        raise SignalException("stopped", signal.SIGTERM)

    torchs_launcher.side_effect = stopped
    with pytest.raises(LaunchError, match=r"^full$"):
        launch(2, 1, ["program.py"])


def test_torch_starts_the_program_in_so_many_processes_and_again_up_to_three_times(
    torchs_launcher: Mock,
) -> None:
    launch(2, 1, ["program.py", "mlp", "--seed", "4"])
    [options] = torchs_launcher.call_args.args
    assert (options.nproc_per_node, options.max_restarts) == ("2", 3)
    assert (options.training_script, options.training_script_args) == (
        "program.py",
        ["mlp", "--seed", "4"],
    )
    assert options.standalone  # on this machine, at a port that is free


def test_processes_know_their_threads_their_launcher_and_where_to_leave_a_word(
    torchs_launcher: Mock,
) -> None:
    seen: dict[str, str] = {}

    def start(_options: object) -> None:
        seen.update(os.environ)
        assert Path(seen[LAST_WORDS]).is_dir()

    torchs_launcher.side_effect = start
    launch(2, 3, ["program.py"])
    assert (seen["OMP_NUM_THREADS"], seen[LAUNCHER]) == ("3", str(os.getpid()))
    assert seen["TORCH_DISABLE_SHARE_RDZV_TCP_STORE"] == "1"
    assert not Path(seen[LAST_WORDS]).exists()


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_with_the_exit_code_of_shells(
    number: signal.Signals, torchs_launcher: Mock
) -> None:
    torchs_launcher.side_effect = SignalException("stopped", number)
    with pytest.raises(SystemExit) as ended:
        launch(2, 1, ["program.py"])
    assert ended.value.code == 128 + number


@pytest.mark.parametrize(
    ("exit_code", "end"),
    [
        (3, "with exit code 3: mend what it said above"),
        (-15, "by SIGTERM"),
        (
            -9,
            "by SIGKILL: if memory ran out, lower launcher.processes or training.batch_size",
        ),
    ],
)
def test_what_fails_at_every_start_is_told_with_the_way_it_ended(
    exit_code: int, end: str, torchs_launcher: Mock, tmp_path: Path
) -> None:
    nothing_said = str(tmp_path / "no file")
    failures = {
        rank: ProcessFailure(rank, 4321 + rank, code, nothing_said)
        for rank, code in enumerate((exit_code, -6))
    }
    failures[1].timestamp += 10  # the end of the first broke the connection
    torchs_launcher.side_effect = ChildFailedError("program.py", failures)
    with pytest.raises(LaunchError) as failed:
        launch(2, 1, ["program.py"])
    assert str(failed.value) == (
        f"the training failed 4 times, at last in process 4321 {end};"
        " then the same command goes on from what was saved"
    )
    assert failed.value.exit_code == 1


def test_a_mistake_that_a_process_left_is_told_once_with_its_exit_code(
    torchs_launcher: Mock,
) -> None:
    def leave_a_word(_options: object) -> None:
        word = '{"message": "no such device", "exit_code": 2}'
        Path(os.environ[LAST_WORDS], "1").write_text(word, encoding="utf-8")

    torchs_launcher.side_effect = leave_a_word
    with pytest.raises(LaunchError, match=r"^no such device$") as told:
        launch(2, 1, ["program.py"])
    assert told.value.exit_code == 2
