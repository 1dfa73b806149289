"""Run jobs beside each other until all have ended, one has failed, or this process shall end."""

import signal
from collections.abc import Callable, Generator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from types import FrameType

from digits.errors import UserError
from digits.jobs.display import Display
from digits.jobs.fitting import next_job
from digits.jobs.job import Job
from digits.jobs.process import INSISTENCE, End, Events, Line, Process, Stop

_SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP)


class InterruptedJobs(UserError):  # noqa: N818 - no error, but the way out is the same
    """The process was told to end, and so were all that it had started."""

    kind = "interrupted"

    def __init__(self, number: int) -> None:
        """The exit code is that of shells for a process that a signal ended."""
        name = signal.Signals(number).name
        super().__init__(f"{name}: nothing is left running; the same command goes on from here")
        self.exit_code = 128 + number


class Runner:
    """Runs jobs, at most so many at once, and no more than the processors hold."""

    def __init__(
        self, command: Callable[[Job], Sequence[str]], logs: Path, most: int, processors: int
    ) -> None:
        """Keep what holds for all jobs.

        Args:
            command: what does a job.
            logs: the folder for what the commands print.
            most: jobs at once.
            processors: that may be computed on.
        """
        self._command = command
        self._logs = logs
        self._most = most
        self._processors = processors

    def log(self, job: Job) -> Path:
        """The file with all that the job's command printed."""
        return self._logs / f"{job.name}.log"

    def run(self, jobs: Sequence[Job], display: Display) -> list[Job]:
        """Run all, but for those after one that failed, and return those that failed, first first.

        Raises `InterruptedJobs` after SIGINT, SIGTERM or, but under nohup, SIGHUP, when all
        processes have ended.
        """
        state = _State(list(jobs))
        events = Events()
        with _as_events(events), _none_left(state, events):
            while True:
                while job := state.next_job(self._most, self._processors):
                    state.running[job] = Process(job, self._command(job), self.log(job), events)
                    state.waiting.remove(job)
                    display.started(job)
                if not state.running:
                    break
                match events.get():
                    case Line(job, text):
                        display.line(job, text)
                    case End(job, code):
                        display.ended(job, state.ended(job, code))
                    case Stop(number):
                        state.stop(number)
        if state.signals:
            raise InterruptedJobs(state.signals[0])
        return state.failed


@dataclass
class _State:
    """Which jobs wait, run, and have ended."""

    waiting: list[Job]
    running: dict[Job, Process] = field(default_factory=dict[Job, Process])
    done: set[str] = field(default_factory=set[str])  # names of those that ended well
    failed: list[Job] = field(default_factory=list[Job])
    signals: list[int] = field(default_factory=list[int])  # by which we were told to end

    def next_job(self, most: int, processors: int) -> Job | None:
        if self.signals:
            return None
        return next_job(self.waiting, self.running, self.done, most, processors)

    def ended(self, job: Job, code: int) -> str:
        """Note a job's exit code, and put it into a word."""
        del self.running[job]
        if code == 0:
            self.done.add(job.name)
            return "done"
        if self.signals:
            return "interrupted"
        self.failed.append(job)
        return "FAILED"

    def stop(self, number: int) -> None:
        insistence = INSISTENCE[min(len(self.signals), len(INSISTENCE) - 1)]
        self.signals.append(number)
        for process in self.running.values():
            process.send(insistence)


@contextmanager
def _none_left(state: _State, events: Events) -> Generator[None]:
    """Where something goes wrong inside the block, all that runs ends before it goes further up.

    Signals that come meanwhile are passed on, each with more insistence, as inside the block.
    """
    try:
        yield
    except BaseException:
        if not state.signals:
            state.stop(signal.SIGINT)
        while state.running:
            match events.get():
                case End(job, code):
                    state.ended(job, code)
                case Stop(number):
                    state.stop(number)
                case Line():
                    pass  # it is in the log
        raise


@contextmanager
def _as_events(events: Events) -> Generator[None]:
    """Inside the block, signals that would end this process are put among the events."""

    def note(number: int, frame: FrameType | None) -> None:
        del frame
        events.put(Stop(number))

    # Under nohup, that the terminal is gone shall not end us: SIGHUP comes ignored.
    ignored = signal.getsignal(signal.SIGHUP) == signal.SIG_IGN
    wanted = [each for each in _SIGNALS if each != signal.SIGHUP or not ignored]
    before = {each: signal.signal(each, note) for each in wanted}
    try:
        yield
    finally:
        for each, handler in before.items():
            signal.signal(each, handler)
