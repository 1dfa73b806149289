"""The results in git are those of the code and the params in git."""

from pathlib import Path

from project import ROOT, copy_of_project

from digits.readme import with_results


def test_results_belong_to_code_and_params(tmp_path: Path) -> None:
    project = copy_of_project(tmp_path / "project")
    stale = project.stages_run("--dry", "--allow-missing")
    assert stale == set(), "run `dvc repro`, then commit dvc.lock, metrics/ and report/"


def test_readme_has_the_table_of_results() -> None:
    readme = (ROOT / "README.md").read_text(encoding="utf-8")
    results = (ROOT / "report" / "RESULTS.md").read_text(encoding="utf-8")
    assert readme == with_results(readme, results), "run `make readme`"
