"""The results in git are those of the code and the params in git."""

from pathlib import Path

import pytest
from project import ROOT, copy_of_project

from digits.readme import READMES, up_to_date


def test_results_belong_to_code_and_params(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    stale = project.stages_run("--dry", "--allow-missing", "--all-pipelines")
    assert stale == set(), (
        "run `dvc repro`, and `make study NAME=…` for those of studies/; then commit dvc.lock,"
        " metrics/ and report/"
    )


@pytest.mark.parametrize("name", READMES)
def test_readme_has_the_tables_of_results_and_studies(name: str) -> None:
    readme = (ROOT / name).read_text(encoding="utf-8")
    assert readme == up_to_date(readme, ROOT, READMES[name]), "run `make readme`"
