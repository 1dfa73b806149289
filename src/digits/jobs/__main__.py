"""`dvc repro` with several models at once: `python -m digits.jobs --jobs 4`."""

import argparse
import json
from pathlib import Path

from digits.dvc_command import dvc, said_by_dvc
from digits.errors import UserError, reported_to_user
from digits.jobs.display import Display
from digits.jobs.failures import FailedJobsError
from digits.jobs.fitting import count_processors, said_of_too_many
from digits.jobs.job import Job, whole
from digits.jobs.pipeline import Pipeline
from digits.jobs.plan import TRAINING, jobs_of_models, shared_stages
from digits.jobs.run import Runner
from digits.params.launcher import Torchrun
from digits.params.read import read_params

LOGS = Path(".jobs")


class JobsError(UserError):
    """The number of jobs is none."""

    exit_code = 2


def number_of_jobs(text: str) -> int:
    """What the user asks for.

    Raises `JobsError` where it is no number of jobs.
    """
    if not (text.isascii() and text.isdigit() and int(text)):
        raise JobsError(
            f"JOBS: found {text!r}; should be a whole number, 1 or more: make repro JOBS=2"
        )
    return int(text)


def stale_stages() -> set[str]:
    """The stages of dvc.yaml that are out of date by what lies on the disk now."""
    return set(json.loads(said_by_dvc("status", "--json", "dvc.yaml")))


def main() -> None:
    """Make every result that is missing or out of date, several models at once."""
    parser = argparse.ArgumentParser(prog="python -m digits.jobs", description=main.__doc__)
    parser.add_argument("--jobs", required=True, help="at once, at most")
    most = number_of_jobs(parser.parse_args().jobs)
    params = read_params()
    processes = params.launcher.processes if isinstance(params.launcher, Torchrun) else 1
    training = {name: processes * model.training.threads for name, model in params.models.items()}
    processors = count_processors()
    runner = Runner(lambda job: dvc(*job.arguments), LOGS, most, processors)

    def run(*jobs: Job) -> None:
        failed = runner.run(jobs, Display(jobs))
        if failed:
            raise FailedJobsError([runner.log(job) for job in failed])

    stale = stale_stages()
    if stale:
        pipeline = Pipeline.from_dot(said_by_dvc("dag", "--dot"))
        shared = shared_stages(pipeline)
        if stale & set(shared):
            run(whole("shared", *shared))
            stale = stale_stages()
        jobs = jobs_of_models(pipeline, stale, training, params.evaluation.threads)
        trained = [job.threads for job in jobs if job.name.startswith(f"{TRAINING}@")]
        if said := said_of_too_many(trained, most, processors):
            print(said, flush=True)
        run(*jobs)
    run(whole("rest"))


if __name__ == "__main__":
    with reported_to_user():
        main()
