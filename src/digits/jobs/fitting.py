"""How many jobs fit beside each other: as many as have a processor for each of their threads.

The number of threads is part of a training's recipe, since sums are grouped by thread: it is never
changed here. Threads that have to share a processor wait for each other at every operation.
"""

import os
from collections.abc import Collection, Iterable, Sequence
from itertools import accumulate

from digits.jobs.job import Job


def count_processors() -> int:
    """The processors that this process may use."""
    if hasattr(os, "sched_getaffinity"):  # Linux
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def next_job(
    waiting: Iterable[Job],
    running: Collection[Job],
    done: Collection[str],
    most: int,
    processors: int,
) -> Job | None:
    """The first job that may start now, None where there is none.

    Args:
        waiting: in the order of preference.
        running: which take their threads' processors.
        done: names of those that ended well.
        most: jobs at once.
        processors: that may be computed on; a job that needs more runs alone.
    """
    if len(running) >= most:
        return None
    free = processors - sum(job.threads for job in running)
    for job in waiting:
        if (job.after is None or job.after in done) and (job.threads <= free or not running):
            return job
    return None


def said_of_too_many(threads: Sequence[int], most: int, processors: int) -> str | None:
    """One line where the processors don't suffice for as many jobs as are asked for.

    Args:
        threads: of each of the trainings to run.
        most: jobs that are asked for.
        processors: that may be computed on.
    """
    wanted = min(most, len(threads))
    fitting = sum(total <= processors for total in accumulate(sorted(threads))) or 1
    if wanted <= fitting:
        return None
    share = f"{fitting} fits" if fitting == 1 else f"{fitting} fit"
    line = f"{most} jobs: {share} at a time, since a training's threads each take a processor"
    line = f"{line} and {processors} can be had"
    possible = min(wanted, processors)
    if possible <= fitting:
        return line
    return f"{line}; with `training.threads: 1` in params.yaml, {possible} would"
