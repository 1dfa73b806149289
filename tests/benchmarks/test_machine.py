"""What is said of the machine, and when it is too busy to measure on."""

import json
from collections.abc import Sequence
from datetime import date, datetime

import psutil
import pytest
from machine import machine, warn_if_busy

SECOND = 200  # ticks of two cores


def test_the_machine_is_described_in_full() -> None:
    found = machine()
    assert list(found) == [
        "date",
        "processor",
        "cores",
        "memory_gb",
        "system",
        "python",
        "torch",
    ]
    assert all(found.values())
    assert json.loads(json.dumps(found)) == found


def test_the_date_is_that_of_today() -> None:
    before, found, after = _today(), machine()["date"], _today()
    assert before <= date.fromisoformat(str(found)) <= after  # midnight may pass


def test_memory_is_in_billions_of_bytes() -> None:
    expected = psutil.virtual_memory().total / 1e9
    assert float(machine()["memory_gb"]) == pytest.approx(expected, rel=0.02)


def _today() -> date:
    return datetime.now().astimezone().date()


def _no_sleep(seconds: float) -> None:
    del seconds


def warning_after(
    counts: Sequence[tuple[int, int] | None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> str:
    """What is said where the system gives these counts, before and after a second."""
    coming = iter(counts)
    monkeypatch.setattr("machine._ticks", lambda: next(coming))
    monkeypatch.setattr("machine.sleep", _no_sleep)
    warn_if_busy()
    output, errors = capsys.readouterr()
    assert output == ""  # where the table goes
    return errors


@pytest.mark.parametrize("idle", [SECOND, 180])
def test_up_to_a_tenth_of_the_processor_may_be_busy(
    idle: int, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = [(1000, 700), (1000 + SECOND, 700 + idle)]
    assert warning_after(counts, monkeypatch, capsys) == ""


@pytest.mark.parametrize(("idle", "shown"), [(178, "11%"), (100, "50%"), (0, "100%")])
def test_more_than_a_tenth_is_warned_of_with_its_share(
    idle: int, shown: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    counts = [(1000, 700), (1000 + SECOND, 700 + idle)]
    found = warning_after(counts, monkeypatch, capsys)
    assert found.startswith(f"warning: other programs keep {shown} of the processor busy")


@pytest.mark.parametrize("counts", [[None, None], [(1000, 700), (1000, 700)]], ids=str)
def test_a_system_that_does_not_count_is_not_warned_of(
    counts: list[tuple[int, int] | None],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    assert warning_after(counts, monkeypatch, capsys) == ""
