"""A command that runs beside others: its lines and its end are events, and its log is a file."""

import os
import signal
import subprocess
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from io import TextIOWrapper
from pathlib import Path
from queue import SimpleQueue
from threading import Thread
from typing import TextIO

from digits.jobs.job import Job
from digits.whole_file import WriteError


@dataclass(frozen=True)
class Line:
    """A job's process printed a line."""

    job: Job
    text: str  # without its end


@dataclass(frozen=True)
class End:
    """A job's process and all that it started have ended."""

    job: Job
    code: int  # 0 if it ended well


@dataclass(frozen=True)
class Stop:
    """This process was told to end."""

    number: int  # of the signal


Events = SimpleQueue[Line | End | Stop]


class Process:
    """The process of a job and those that it starts, in a session of their own.

    So Ctrl+C on the terminal reaches them through `send` alone: DVC has a way to end its stages
    that needs all of them to get the signal, and knows nothing of its neighbours.
    """

    def __init__(self, job: Job, command: Sequence[str], log: Path, events: Events) -> None:
        """Start it.

        Args:
            job: what the events name.
            command: that does it.
            log: the file for all that it prints; replaced.
            events: gets each line, then one `End`.

        Raises `WriteError` where the log can't be written.
        """
        try:
            log.parent.mkdir(parents=True, exist_ok=True)
            file = log.open("w", encoding="utf-8")
        except OSError as error:
            raise WriteError(f"{log}: can't be written: {error.strerror or error}") from error
        self._job = job
        self._events = events
        process = subprocess.Popen(  # noqa: S603 - our own commands
            command,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
            env={**os.environ, "PYTHONIOENCODING": "utf-8"},  # as it is read below, in any locale
        )
        assert process.stdout is not None  # noqa: S101 - it is a pipe, as asked for above
        # By newlines alone: the steps of a progress bar, with a return between them, are one line.
        output = TextIOWrapper(process.stdout, "utf-8", "replace", newline="\n")
        self._process = process
        Thread(target=self._follow, args=(output, file), daemon=True).start()

    def send(self, number: int) -> None:
        """Send a signal to the process and all that it started."""
        with suppress(ProcessLookupError):  # it has just ended
            os.killpg(self._process.pid, number)

    def _follow(self, output: Iterable[str], log: TextIO) -> None:
        code = 1
        try:
            with self._process:
                # The output ends when no writer is left, not even one that a killed DVC left.
                for line in output:
                    with suppress(OSError):  # a full disk, of which the stage has more to say
                        log.write(line)
                        log.flush()
                    self._events.put(Line(self._job, line.rstrip("\n")))
            with suppress(OSError):
                log.close()
            code = self._process.returncode
        finally:
            self._events.put(End(self._job, code))  # without it, `run` would wait for ever


# What a first, second and third Ctrl+C send. Upon the first a training saves where it stands, and
# DVC waits for it; the second ends DVC too.
INSISTENCE = (signal.SIGINT, signal.SIGTERM, signal.SIGKILL)
