"""Which jobs there are for which stages that are out of date."""

from digits.jobs.job import Job, whole
from digits.jobs.pipeline import Pipeline
from digits.jobs.plan import jobs_of_models, shared_stages

MODELS = {"b": 1, "a": 2}  # and the threads of their trainings


def pipeline() -> Pipeline:
    """A small one of the same shape as the project's."""
    upstream: dict[str, frozenset[str]] = {
        "download": frozenset(),
        "normalize": frozenset({"download"}),
        "corrupt": frozenset({"normalize"}),
        "report": frozenset(f"export@{model}" for model in MODELS) | {"corrupt"},
    }
    for model in MODELS:
        upstream[f"export@{model}"] = frozenset({f"evaluate@{model}"})
        upstream[f"evaluate@{model}"] = frozenset({f"train@{model}", "corrupt"})
        upstream[f"train@{model}"] = frozenset({"normalize"})
    return Pipeline(upstream)


def jobs(*stale: str) -> dict[str, Job]:
    return {job.name: job for job in jobs_of_models(pipeline(), stale, MODELS, evaluation=3)}


def test_what_all_models_need_comes_before_them_and_the_report_does_not() -> None:
    assert shared_stages(pipeline()) == ["download", "normalize", "corrupt"]


def test_everything_out_of_date_makes_two_jobs_of_each_model() -> None:
    found = jobs(*pipeline().upstream)
    assert list(found) == ["train@b", "evaluate@b", "train@a", "evaluate@a"]
    assert [job.threads for job in found.values()] == [1, 3, 2, 3]
    assert [job.after for job in found.values()] == [None, "train@b", None, "train@a"]
    assert found["evaluate@a"].stages == ("evaluate@a", "export@a")


def test_each_job_leaves_the_stages_of_others_alone_and_waits_for_locks() -> None:
    job = jobs("train@a")["evaluate@a"]
    assert job.arguments == (
        *("--wait-for-lock", "repro", "--single-item"),
        *("evaluate@a", "export@a"),
    )


def test_what_follows_a_stage_out_of_date_is_pending_too() -> None:
    assert list(jobs("train@a")) == ["train@a", "evaluate@a"]
    assert list(jobs("normalize")) == ["train@b", "evaluate@b", "train@a", "evaluate@a"]


def test_without_a_training_the_rest_waits_for_nothing() -> None:
    found = jobs("export@b")
    assert list(found) == ["export@b"]
    assert found["export@b"].after is None


def test_the_report_alone_is_no_job_of_a_model() -> None:
    assert jobs("report") == {}
    assert jobs() == {}


def test_what_runs_alone_is_all_stages_or_those_asked_for_with_those_before() -> None:
    assert whole("rest") == Job("rest", (), ("repro",), threads=1)
    assert whole("shared", "a", "b") == Job("shared", ("a", "b"), ("repro", "a", "b"), threads=1)
