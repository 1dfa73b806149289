"""Processes beside each other: their ends, their failures, and signals."""

import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psutil
import pytest
from screen import Screen

from digits.jobs.display import Display
from digits.jobs.failures import FailedJobsError
from digits.jobs.job import Job, beside
from digits.jobs.run import InterruptedJobs, Runner
from digits.whole_file import WriteError

# A stage's script that saves where it stands, below a DVC that waits for it.
SAVES = """
import pathlib, signal, sys, time
def save(*_):
    pathlib.Path(sys.argv[1]).write_text("saved")
    sys.exit(130)
signal.signal(signal.SIGINT, save)
pathlib.Path(sys.argv[1]).write_text("running")
time.sleep(60)
"""
WAITS = """
import signal, subprocess, sys
stage = subprocess.Popen([sys.executable, "-c", sys.argv[2], sys.argv[1]])
signal.signal(signal.SIGINT, signal.SIG_IGN)
sys.exit(stage.wait())
"""
STUBBORN = SAVES.replace('write_text("saved")', 'write_text("saved"); return')


@pytest.fixture(autouse=True)
def _as_from_a_terminal() -> Iterator[None]:
    """SIGHUP ends what runs, though the tests themselves may have begun under nohup."""
    before = signal.signal(signal.SIGHUP, signal.SIG_DFL)
    yield
    signal.signal(signal.SIGHUP, before)


def job(name: str, after: str | None = None) -> Job:
    return beside(name, (name,), threads=1, after=after)


def runner(scripts: dict[str, str], folder: Path, most: int = 3) -> Runner:
    """Jobs by name are Python scripts, with a file named after the job as their argument."""
    return Runner(
        lambda job: [sys.executable, "-c", scripts[job.name], str(folder / job.name), SAVES],
        folder / "logs",
        most,
        processors=3,
    )


def content(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""


def at(condition: Callable[[], bool], *numbers: int) -> threading.Thread:
    """Send these signals to this process, once the condition holds, half a second apart."""

    def send() -> None:
        give_up = time.monotonic() + 60
        while not condition() and time.monotonic() < give_up:
            time.sleep(0.01)
        for number in numbers:
            os.kill(os.getpid(), number)
            time.sleep(0.5)

    thread = threading.Thread(target=send)
    thread.start()
    return thread


def test_logs_hold_all_output_and_the_display_its_news(tmp_path: Path) -> None:
    script = "import sys; print('epoch 1/2: 5'); print('new'); print('bad', file=sys.stderr)"
    stream = Screen()
    jobs = [job("a"), job("b")]
    found = runner({"a": script, "b": script}, tmp_path)
    assert found.run(jobs, Display(jobs, stream)) == []
    for each in jobs:
        lines = content(found.log(each)).splitlines()
        assert sorted(lines) == ["bad", "epoch 1/2: 5", "new"]
    assert stream.getvalue().count("new") == 2
    assert "epoch" not in stream.getvalue()


def test_of_a_progress_bar_its_last_state_is_shown_and_all_is_logged(tmp_path: Path) -> None:
    script = r"import sys; sys.stderr.write('\r 10%\r 50%\r100%\nafter it\n')"
    stream, jobs = Screen(), [job("a")]
    found = runner({"a": script}, tmp_path)
    assert found.run(jobs, Display(jobs, stream)) == []
    assert stream.lines()[1:-1] == ["a  100%", "a  after it"]
    assert found.log(jobs[0]).read_bytes() == b"\r 10%\r 50%\r100%\nafter it\n"


def test_jobs_run_beside_each_other(tmp_path: Path) -> None:
    # Each waits for the other's file: one after the other, they would wait for ever.
    script = """
import pathlib, sys, time
mine = pathlib.Path(sys.argv[1])
mine.touch()
while not mine.with_name("ba"["ab".index(mine.name) % 2]).exists():
    time.sleep(0.01)
"""
    jobs = [job("a"), job("b")]
    assert runner({"a": script, "b": script}, tmp_path).run(jobs, Display(jobs, Screen())) == []


def test_a_failure_lets_the_others_finish_but_for_those_after_it(tmp_path: Path) -> None:
    mark = "import pathlib, sys; pathlib.Path(sys.argv[1]).touch()"
    jobs = [job("bad"), job("after_bad", "bad"), job("slow"), job("after_slow", "slow")]
    scripts = {
        "bad": "import sys; print('the reason'); sys.exit(3)",
        "after_bad": mark,
        "slow": f"import time; time.sleep(0.5); {mark}",
        "after_slow": mark,
    }
    found, stream = runner(scripts, tmp_path), Screen()
    failed = found.run(jobs, Display(jobs, stream))
    assert failed == [jobs[0]]
    ends = [line.split()[:2] for line in stream.lines() if " after " in line]
    assert ends == [["bad", "FAILED"], ["slow", "done"], ["after_slow", "done"]]
    assert {path.name for path in tmp_path.iterdir()} == {"logs", "slow", "after_slow"}
    said = str(FailedJobsError([found.log(each) for each in failed]))
    assert said.splitlines() == [
        f"bad failed; all that it printed: {tmp_path}/logs/bad.log; the end of it:",
        "  the reason",
    ]


def test_the_first_failure_is_told_in_full_and_the_others_by_name(tmp_path: Path) -> None:
    logs = [tmp_path / "train@a.log", tmp_path / "train@b.log"]
    logs[0].write_text("".join(f"line {n}\n\n" for n in range(100)), encoding="utf-8")
    logs[1].write_text("other\n", encoding="utf-8")
    first, *words, last = str(FailedJobsError(logs)).splitlines()
    assert first.startswith("train@a failed")
    assert len(words) == 15
    assert words[-1] == "  line 99"
    assert last == f"also failed: train@b; all that it printed: {logs[1]}"


@pytest.mark.parametrize(
    ("number", "code"), [(signal.SIGINT, 130), (signal.SIGTERM, 143), (signal.SIGHUP, 129)]
)
def test_a_signal_lets_all_save_and_starts_no_more(
    number: signal.Signals, code: int, tmp_path: Path
) -> None:
    jobs = [job("a"), job("b"), job("never")]
    found = runner(dict.fromkeys("ab", WAITS) | {"never": WAITS}, tmp_path, most=2)
    before = {each: signal.getsignal(each) for each in (signal.SIGINT, signal.SIGTERM)}
    sender = at(lambda: all(content(tmp_path / name) == "running" for name in "ab"), number)
    stream = Screen()
    with pytest.raises(InterruptedJobs) as caught:
        found.run(jobs, Display(jobs, stream))
    sender.join()
    assert caught.value.exit_code == code
    assert (caught.value.kind, str(caught.value)) == (
        "interrupted",
        f"{number.name}: nothing is left running; the same command goes on from here",
    )
    assert sum("  interrupted after " in line for line in stream.lines()) == 2
    assert [content(tmp_path / name) for name in "ab"] == ["saved", "saved"]
    assert not (tmp_path / "never").exists()
    assert {each: signal.getsignal(each) for each in before} == before
    assert not left_behind(tmp_path)


def test_a_second_signal_ends_what_the_first_did_not(tmp_path: Path) -> None:
    jobs = [job("a")]
    found = runner({"a": STUBBORN}, tmp_path)
    sender = at(lambda: content(tmp_path / "a") == "running", signal.SIGINT, signal.SIGINT)
    begin = time.monotonic()
    with pytest.raises(InterruptedJobs):
        found.run(jobs, Display(jobs, Screen()))
    assert time.monotonic() - begin < 30  # seconds; by itself it would end after 60
    sender.join()
    assert content(tmp_path / "a") == "saved"
    assert not left_behind(tmp_path)


def test_a_third_signal_ends_what_no_other_did(tmp_path: Path) -> None:
    notes = """
import pathlib, signal, sys, time
def note(number, _):
    pathlib.Path(sys.argv[1]).write_text(signal.Signals(number).name)
for number in (signal.SIGINT, signal.SIGTERM):
    signal.signal(number, note)
pathlib.Path(sys.argv[1]).write_text("running")
time.sleep(60)
"""
    jobs, path = [job("a")], tmp_path / "a"
    senders = [
        at(lambda wanted=wanted: content(path) == wanted, signal.SIGINT)
        for wanted in ("running", "SIGINT", "SIGTERM")
    ]
    begin = time.monotonic()
    with pytest.raises(InterruptedJobs):
        runner({"a": notes}, tmp_path).run(jobs, Display(jobs, Screen()))
    assert time.monotonic() - begin < 30  # seconds; by itself it would end after 60
    for sender in senders:
        sender.join()
    assert content(path) == "SIGTERM"
    assert not left_behind(tmp_path)


def test_the_end_of_the_terminal_ends_nothing_under_nohup(tmp_path: Path) -> None:
    script = SAVES.replace("time.sleep(60)", "time.sleep(3)")
    jobs = [job("a")]
    found = runner({"a": script}, tmp_path)
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)
    try:
        sender = at(lambda: content(tmp_path / "a") == "running", signal.SIGHUP)
        assert found.run(jobs, Display(jobs, Screen())) == []
        sender.join()
        assert signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)
    assert content(tmp_path / "a") == "running"  # and to its end


def test_letters_are_read_and_shown_in_any_locale(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONIOENCODING", "latin-1")  # as in such a locale, for the job
    jobs = [job("a")]
    found = runner({"a": "print('28 × 28 – done')"}, tmp_path)
    with (tmp_path / "screen").open("w", encoding="latin-1") as screen:
        assert found.run(jobs, Display(jobs, screen)) == []
    assert "28 × 28 – done\n" in content(found.log(jobs[0]))
    shown = (tmp_path / "screen").read_text(encoding="latin-1")
    assert "a  28 × 28 \\u2013 done\n" in shown


def test_where_a_log_cannot_be_written_nothing_is_left_running(tmp_path: Path) -> None:
    jobs = [job("a"), job("b")]
    found = runner({"a": WAITS, "b": WAITS}, tmp_path)
    found.log(jobs[1]).mkdir(parents=True)
    with pytest.raises(WriteError, match=r"b\.log: can't be written: Is a directory"):
        found.run(jobs, Display(jobs, Screen()))
    assert not left_behind(tmp_path)


class _Closed(Screen):
    """A terminal that is gone when this line comes."""

    def write(self, text: str, /) -> int:
        if "a is running" in text:
            raise BrokenPipeError
        return super().write(text)


def test_where_nothing_can_be_shown_another_signal_still_insists(tmp_path: Path) -> None:
    tells = """
import pathlib, sys, time
stubborn = pathlib.Path(sys.argv[1]).with_name("a")
while not (stubborn.exists() and stubborn.read_text()):
    time.sleep(0.01)
print("a is running")
"""
    jobs = [job("a"), job("b")]
    found = runner({"a": STUBBORN, "b": tells}, tmp_path)
    sender = at(lambda: content(tmp_path / "a") == "saved", signal.SIGINT)
    begin = time.monotonic()
    with pytest.raises(BrokenPipeError):
        found.run(jobs, Display(jobs, _Closed()))
    assert time.monotonic() - begin < 30  # seconds; the stubborn one would take 60
    sender.join()
    assert not left_behind(tmp_path)


def left_behind(folder: Path) -> list[psutil.Process]:
    """Processes that name a file in the folder."""
    return [
        process
        for process in psutil.process_iter(["cmdline"])
        if any(str(folder) in argument for argument in process.info["cmdline"] or [])
    ]
