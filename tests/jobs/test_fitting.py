"""Which jobs may run beside each other."""

import os

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digits.jobs.fitting import count_processors, next_job, said_of_too_many
from digits.jobs.job import Job, beside

THREADS = st.lists(st.integers(1, 5), min_size=1, max_size=8)


def jobs_of(threads: list[int]) -> list[Job]:
    """Two jobs for each number of threads, the second one after the first."""
    return [
        job
        for index, needed in enumerate(threads)
        for job in (
            beside(f"train@{index}", (f"train@{index}",), needed),
            beside(f"evaluate@{index}", (f"evaluate@{index}",), 1, after=f"train@{index}"),
        )
    ]


@settings(deadline=None)
@given(threads=THREADS, most=st.integers(1, 6), processors=st.integers(1, 6), data=st.data())
def test_every_job_runs_once_within_the_limits(
    threads: list[int], most: int, processors: int, data: st.DataObject
) -> None:
    waiting = jobs_of(threads)
    order: list[Job] = []
    running: list[Job] = []
    done: set[str] = set()
    while waiting or running:
        while job := next_job(waiting, running, done, most, processors):
            waiting.remove(job)
            running.append(job)
            order.append(job)
            assert job.after is None or job.after in done
            assert len(running) <= most
            assert sum(each.threads for each in running) <= processors or len(running) == 1
        assert running, "jobs wait and none runs"
        ended = data.draw(st.sampled_from(running))
        running.remove(ended)
        done.add(ended.name)
    assert sorted(job.name for job in order) == sorted(job.name for job in jobs_of(threads))


@settings(deadline=None)
@given(threads=THREADS, most=st.integers(1, 6), processors=st.integers(1, 6))
def test_no_more_could_have_started(threads: list[int], most: int, processors: int) -> None:
    waiting = jobs_of(threads)
    running: list[Job] = []
    while job := next_job(waiting, running, set(), most, processors):
        waiting.remove(job)
        running.append(job)
    free = processors - sum(job.threads for job in running)
    ready = [job.threads for job in waiting if job.after is None]
    assert len(running) == most or not ready or min(ready) > free


def test_a_job_after_a_failed_one_never_starts() -> None:
    train, evaluate = jobs_of([1])
    assert next_job([evaluate], [], set(), 2, 2) is None
    assert next_job([evaluate], [], {train.name}, 2, 2) is evaluate


def test_too_many_jobs_are_answered_with_the_remedy() -> None:
    assert said_of_too_many([1, 1, 1], 2, 2) is None
    assert said_of_too_many([2, 2], 1, 2) is None
    assert said_of_too_many([2], 4, 2) is None  # there is but one
    assert said_of_too_many([], 4, 2) is None
    said = said_of_too_many([2, 2, 2], 4, 2)
    assert said == (
        "4 jobs: 1 fits at a time, since a training's threads each take a processor and 2 can be"
        " had; with `training.threads: 1` in params.yaml, 2 would"
    )
    said = said_of_too_many([1, 1, 1], 3, 2)  # there is nothing to gain
    assert said == (
        "3 jobs: 2 fit at a time, since a training's threads each take a processor and 2 can be had"
    )
    said = said_of_too_many([1, 2, 1], 3, 3)
    assert said is not None
    assert said.startswith("3 jobs: 2 fit at a time")
    assert said.endswith("3 would")
    for threads, most, processors in (([2, 2], 2, 1), ([1, 1, 2], 3, 2)):  # nor here
        assert "training.threads" not in str(said_of_too_many(threads, most, processors))


def test_there_is_a_processor() -> None:
    assert count_processors() >= 1


def test_where_the_system_does_not_say_which_processors_are_ours_all_are(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.delattr(os, "sched_getaffinity", raising=False)
    for counted, expected in ((7, 7), (None, 1)):
        monkeypatch.setattr(os, "cpu_count", lambda counted=counted: counted)
        assert count_processors() == expected


def test_the_first_job_that_fits_starts_next_and_a_large_one_alone() -> None:
    large, small, other = (beside(f"train@{n}", (f"train@{n}",), n) for n in (3, 1, 2))
    assert next_job([large, small, other], [], set(), 2, 2) is large
    assert next_job([large, small, other], [small], set(), 2, 2) is small
    assert next_job([large, other], [small], set(), 2, 2) is None
    assert next_job([large, other], [small], set(), 2, 3) is other
    assert next_job([small], [large], set(), 2, 2) is None
