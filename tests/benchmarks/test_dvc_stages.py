"""The project that DVC is timed on is one that has been run, as DVC sees it."""

import pytest
from dvc_stages import Command, Project, measured, stages_table
from markdown_table import rows_of


@pytest.mark.soak
def test_dvc_finds_nothing_to_do_but_for_an_edited_model() -> None:
    found = measured(models=2, rounds=1)  # raises where other stages run than should
    assert found["stages"] == 9
    assert found["lock_mb"] > 0
    assert all(len(command["seconds"]) == 1 for command in found["commands"].values())


def test_the_table_shows_medians() -> None:
    times = Command(seconds=[1.0, 9.0, 2.0], processor_s=[0.5, 0.7, 0.6])
    names = [
        "read dvc.yaml and dvc.lock",
        "repro, nothing to do",
        "status",
        "repro, one model edited",
        "metrics diff",
    ]
    project = Project(models=1000, stages=4001, lock_mb=7.25, commands=dict.fromkeys(names, times))
    _, _, *rows = rows_of(stages_table([project]))
    assert rows[0][-1] == "4,001"
    assert rows[1][-1] == "7.25"
    assert [row[-1] for row in rows[2:]] == ["2.0 (0.6)"] * 5
