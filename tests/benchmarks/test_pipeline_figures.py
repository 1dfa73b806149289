"""The pipeline stage by stage: what its parts add up to."""

import json

import pytest
from markdown_table import rows_of
from pipeline_figures import Pipeline, conclusion, stages_table
from project import ROOT


def test_stages_stand_in_the_order_of_the_run(pipeline: Pipeline) -> None:
    _, _, *rows, _ = rows_of(stages_table(pipeline))
    assert rows == [
        ["`download`", "10.0", "9.5"],
        ["`train@mlp`", "400.0", "399.5"],
        ["`report`", "185.0", "184.0"],
    ]


def test_the_last_row_is_the_whole_run_and_the_sum_of_the_commands(pipeline: Pipeline) -> None:
    assert rows_of(stages_table(pipeline))[-1][1:] == ["600.0", "593.0"]
    pipeline["stages"].pop()
    assert rows_of(stages_table(pipeline))[-1][1:] == ["600.0", "409.0"]


def test_dvcs_share_is_of_the_whole_run(pipeline: Pipeline) -> None:
    assert conclusion(pipeline).startswith("DVC itself took 7.0 s, 1.2%. ")


def test_the_run_with_nothing_to_do_is_a_median_of_rounds(pipeline: Pipeline) -> None:
    assert "takes 2.00 s (median of 3)" in conclusion(pipeline)


def test_says_whether_the_outputs_are_the_committed_ones(pipeline: Pipeline) -> None:
    assert "Every output has the bytes" in conclusion(pipeline)
    pipeline["changed_files"] = ["dvc.lock", "metrics/x.json"]
    assert "Every output has the bytes" not in conclusion(pipeline)
    assert "changed that, and 1 of the tracked figures" in conclusion(pipeline)
    pipeline["changed_files"] = ["dvc.lock"]
    assert "changed that, and none of the tracked figures" in conclusion(pipeline)


def test_the_committed_seconds_add_up() -> None:
    path = ROOT / "benchmarks" / "results" / "pipeline.json"
    figures: Pipeline = json.loads(path.read_text(encoding="utf-8"))
    stages = figures["stages"]
    commands_s = sum(stage["command_s"] for stage in stages)
    assert commands_s + figures["dvc_s"] == pytest.approx(figures["total_s"])
    assert sum(stage["seconds"] for stage in stages) <= figures["total_s"]
    assert all(0 < stage["command_s"] <= stage["seconds"] for stage in stages)
