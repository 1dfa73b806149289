"""The graph of stages, read from what `dvc dag --dot` prints."""

from digits.jobs.pipeline import Pipeline

DOT = """\
strict digraph {
"report";
"evaluate@lenet";
"train@lenet";
"normalize";
"download";
"studies/lenet/dvc.yaml:train@1";
"download" -> "normalize";
"normalize" -> "train@lenet";
"normalize" -> "studies/lenet/dvc.yaml:train@1";
"train@lenet" -> "evaluate@lenet";
"evaluate@lenet" -> "report";
}
"""


def test_reads_the_stages_of_dvc_yaml_and_what_they_need() -> None:
    pipeline = Pipeline.from_dot(DOT)
    assert pipeline.upstream == {
        "report": {"evaluate@lenet"},
        "evaluate@lenet": {"train@lenet"},
        "train@lenet": {"normalize"},
        "normalize": {"download"},
        "download": set(),
    }


def test_orders_each_stage_after_those_that_it_reads_from() -> None:
    assert Pipeline.from_dot(DOT).ordered() == [
        "download",
        "normalize",
        "train@lenet",
        "evaluate@lenet",
        "report",
    ]


def test_finds_what_a_stage_needs_also_indirectly() -> None:
    pipeline = Pipeline.from_dot(DOT)
    assert pipeline.before(["evaluate@lenet"]) == {"train@lenet", "normalize", "download"}
    assert pipeline.before(["download"]) == set()
    assert pipeline.before([]) == set()
