"""What one process of DVC does: some stages, one after the other."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Job:
    """Stages to run in one process."""

    name: str  # also that of its log file
    stages: tuple[str, ...]
    arguments: tuple[str, ...]  # of dvc
    threads: int  # that it computes with
    after: str | None = None  # the name of the job whose results it reads


def whole(name: str, *targets: str) -> Job:
    """`dvc repro` with these targets, or of everything that is left, with nothing beside it."""
    return Job(name, targets, ("repro", *targets), threads=1)


def beside(name: str, stages: tuple[str, ...], threads: int, after: str | None = None) -> Job:
    """These stages alone, without those before them, while other processes run others.

    Between two processes that check the same stages before their own, one gives up: DVC locks what
    it checks. Where they don't, they meet only for moments, which they have to wait for.
    """
    arguments = ("--wait-for-lock", "repro", "--single-item", *stages)
    return Job(name, stages, arguments, threads, after)
