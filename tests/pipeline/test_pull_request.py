"""The commands of the workflow's job `pipeline`, on a pull request that edits one model."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from markdown_table import rows_of
from project import ROOT, Project, copy_of_run, with_this_environment

WORKFLOW = ROOT / ".github" / "workflows" / "results.yml"
PAGE = "https://forge.example.org/someone/digits/actions/runs/7"
CONTEXT = {  # of a project without secrets
    "secrets.DVC_ACCESS_KEY_ID": "",
    "secrets.DVC_SECRET_ACCESS_KEY": "",
    "github.server_url": "https://forge.example.org",
    "github.repository": "someone/digits",
    "github.run_id": "7",
}


@pytest.fixture
def checkout(first_run: tuple[Project, set[str]], tmp_path: Path) -> Project:
    """What the workflow checks out: a merge of the pull request, with its parents, no further."""
    project = copy_of_run(first_run[0], tmp_path / "origin" / "project")
    folder = str(tmp_path / "shared")
    project.run("dvc", "remote", "add", "--default", "shared", folder)
    project.run("dvc", "push", "--run-cache", "dvc.yaml")
    project.commit("Share results")
    project.run("git", "checkout", "--quiet", "-b", "slow")
    project.edit_params(
        lambda params: params["models"]["mlp_small"]["training"].update(learning_rate=0.0001)
    )
    project.commit("Learn slowly")
    project.run("git", "checkout", "--quiet", "-b", "merge", "main")
    project.run("git", "merge", "--quiet", "--no-ff", "slow")
    (tmp_path / "runner").mkdir()
    clone = ("git", "clone", "--quiet", "--depth", "2", "--branch", "merge")
    project.run(*clone, f"file://{project.folder}", str(tmp_path / "runner" / "project"))
    return with_this_environment(Project(tmp_path / "runner" / "project"))


def _filled_in(text: str) -> str:
    return re.sub(r"\$\{\{ (.+?) \}\}", lambda expression: CONTEXT[expression[1]], text)


def run_job(project: Project, job: dict[str, Any], files: Path) -> dict[str, str]:
    """Run a job's commands one after the other, as a runner does; what each step printed."""
    files.mkdir()
    said: dict[str, str] = {}
    paths = {name: files / name for name in ("GITHUB_PATH", "GITHUB_STEP_SUMMARY")}
    for path in paths.values():
        path.touch()
    for step in job["steps"]:
        if "run" in step:
            given = {name: _filled_in(value) for name, value in step.get("env", {}).items()}
            variables = [f"{name}={value}" for name, value in {**paths, **given}.items()]
            added = paths["GITHUB_PATH"].read_text(encoding="utf-8").split()
            script = "\n".join([*(f"export PATH={path}:$PATH" for path in added), step["run"]])
            finished = project.run("env", *variables, "bash", "-eo", "pipefail", "-c", script)
            said[step["name"]] = finished.stdout
    return said


@pytest.mark.soak
def test_restores_trains_the_edited_model_alone_and_says_what_it_does(
    checkout: Project, tmp_path: Path
) -> None:
    job = yaml.safe_load(WORKFLOW.read_text(encoding="utf-8"))["jobs"]["pipeline"]
    said = run_job(checkout, job, tmp_path / "files")
    ran = set(re.findall("Running stage '(.*)'", said["Run the pipeline"]))
    of_model = {f"{stage}@mlp_small" for stage in ("train", "evaluate", "visualize", "export")}
    assert ran == of_model | {"report"}

    comment = (checkout.folder / "results" / "comment.md").read_text(encoding="utf-8")
    summary = {row[1]: row[2:] for row in rows_of(comment.split("<details>")[0])}
    name = "models.mlp_small.test_loss"
    before, after = (
        json.loads(text)["models"]["mlp_small"]["test_loss"]
        for text in (
            checkout.run("git", "show", "HEAD^1:metrics/summary.json").stdout,
            (checkout.folder / "metrics" / "summary.json").read_text(encoding="utf-8"),
        )
    )
    old, new, change = (float(cell) for cell in summary[name])
    assert (old, new) == pytest.approx((before, after), abs=1e-5)
    assert change == pytest.approx(after - before, abs=1e-4)
    assert after > before
    assert not any("lenet" in metric for metric in summary)
    assert "metrics/test/mlp_small.json" in comment.split("<details>")[1]
    base = checkout.run("git", "rev-parse", "--short=10", "HEAD^1").stdout.strip()
    assert f"| {base}" in comment
    assert PAGE in comment
    assert (tmp_path / "files" / "GITHUB_STEP_SUMMARY").read_text(encoding="utf-8") == comment
    page = (checkout.folder / "results" / "plots" / "index.html").read_text(encoding="utf-8")
    assert "validation_loss" in page
