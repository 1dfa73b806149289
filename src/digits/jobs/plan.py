"""Which jobs there are: what all models need, then for each model its training and what follows."""

from collections.abc import Collection, Mapping

from digits.jobs.job import Job, beside
from digits.jobs.pipeline import Pipeline

TRAINING = "train"


def shared_stages(pipeline: Pipeline) -> list[str]:
    """What the stages of models read that is of no single model, in the order to run it."""
    ready = pipeline.before(stage for stage in pipeline.upstream if _model(stage))
    return [stage for stage in pipeline.ordered() if stage in ready and not _model(stage)]


def jobs_of_models(
    pipeline: Pipeline, stale: Collection[str], training: Mapping[str, int], evaluation: int
) -> list[Job]:
    """A job for each training to run, and one for all that follows it for the same model.

    Args:
        pipeline: all stages.
        stale: those out of date.
        training: the threads of each model's training; jobs come in this order of models.
        evaluation: the threads of every other stage.
    """
    pending = [
        stage
        for stage in pipeline.ordered()
        if _model(stage) and (stage in stale or pipeline.before([stage]) & set(stale))
    ]
    jobs: list[Job] = []
    for model, threads in training.items():
        train = f"{TRAINING}@{model}"
        following = tuple(stage for stage in pending if _model(stage) == model and stage != train)
        if train in pending:
            jobs.append(beside(train, (train,), threads))
        if following:
            after = train if train in pending else None
            jobs.append(beside(following[0], following, evaluation, after))
    return jobs


def _model(stage: str) -> str:
    """The model that a stage is about; empty for a stage about all or none."""
    return stage.partition("@")[2]
