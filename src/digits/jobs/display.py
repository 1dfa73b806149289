"""One display of several jobs: each line says which job it is of."""

import re
import sys
from collections.abc import Callable, Collection
from time import monotonic
from typing import TextIO

from digits.jobs.job import Job
from digits.terminal import showable

# What DVC says of stages without work, its advice, and a training's lines between two epochs.
_NOISE = re.compile(
    r"\s*$|> |Stage '.*' didn't change|Use `dvc push`|Updating lock file|To track the changes"
    r"|epoch \d+/\d+: "
)


class Display:
    """Prints lines."""

    def __init__(
        self,
        jobs: Collection[Job],
        stream: TextIO = sys.stdout,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Start at none done.

        Args:
            jobs: all that there will be.
            stream: what to print on.
            clock: seconds; only differences count.
        """
        self._width = max((len(job.name) for job in jobs), default=0)
        self._total = len(jobs)
        self._ended = 0
        self._stream = stream
        self._clock = clock
        self._starts: dict[str, float] = {}

    def started(self, job: Job) -> None:
        """A job begins."""
        self._starts[job.name] = self._clock()
        self._print(job, "started")

    def line(self, job: Job, text: str) -> None:
        """A job's process printed a line."""
        # A progress bar's steps are parts of one line.
        text = text.rpartition("\r")[2]
        if not _NOISE.match(text):
            self._print(job, text)

    def ended(self, job: Job, how: str) -> None:
        """A job's process is over: done, failed, interrupted."""
        self._ended += 1
        seconds = self._clock() - self._starts[job.name]
        self._print(job, f"{how} after {seconds:.0f} s ({self._ended} of {self._total})")

    def _print(self, job: Job, text: str) -> None:
        line = showable(f"{job.name:<{self._width}}  {text}", self._stream.encoding)
        print(line, file=self._stream, flush=True)
