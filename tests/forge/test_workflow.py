"""The workflow for GitHub: linted, pinned, and with no right that it doesn't need."""

import os
import re
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import yaml
from project import ROOT

WORKFLOWS = sorted((ROOT / ".github" / "workflows").glob("*.y*ml"))
SCRIPTS = sorted((ROOT / ".github" / "scripts").glob("*.sh"))
PINNED = re.compile(r"^[\w.-]+/[\w./-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$")
TOOLS = Path(sys.executable).parent


def parsed(workflow: Path) -> dict[Any, Any]:
    return yaml.safe_load(workflow.read_text(encoding="utf-8"))


def jobs_of(workflow: Path) -> dict[str, dict[str, Any]]:
    return parsed(workflow)["jobs"]


def lint(*command: str | Path, text: str | None = None) -> subprocess.CompletedProcess[str]:
    """Run one of the linters of this environment, where each finds the other."""
    return subprocess.run(  # noqa: S603 - linters
        [TOOLS / command[0], *command[1:]],
        cwd=ROOT,
        env={**os.environ, "PATH": f"{TOOLS}{os.pathsep}{os.environ['PATH']}"},
        input=text,
        capture_output=True,
        text=True,
        check=False,
    )


def test_there_is_something_to_test() -> None:
    assert WORKFLOWS
    assert SCRIPTS


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_actionlint_finds_nothing(workflow: Path) -> None:
    found = lint("actionlint", "-no-color", workflow)
    assert found.returncode == 0, found.stdout


def test_actionlint_does_look_into_the_shell() -> None:
    text = WORKFLOWS[0].read_text(encoding="utf-8").replace("make repro", "rm -r $FOLDER")
    found = lint("actionlint", "-no-color", "-", text=text)
    assert found.returncode == 1
    assert "SC2086" in found.stdout


@pytest.mark.parametrize("script", SCRIPTS, ids=lambda path: path.name)
def test_shellcheck_finds_nothing(script: Path) -> None:
    found = lint("shellcheck", script)
    assert found.returncode == 0, found.stdout
    assert os.access(script, os.X_OK)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_action_is_pinned_to_a_commit_and_says_its_version(workflow: Path) -> None:
    lines = workflow.read_text(encoding="utf-8").splitlines()
    used = [line.split("uses:", 1)[1].strip() for line in lines if "uses:" in line]
    assert used
    assert [action for action in used if not PINNED.match(action)] == []
    versions = {action.split("@")[0]: action for action in used}
    assert set(used) == set(versions.values())  # one version of each


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_only_the_comment_may_write_and_it_runs_nothing_of_the_pull_request(workflow: Path) -> None:
    assert parsed(workflow)["permissions"] == {"contents": "read"}
    jobs = jobs_of(workflow)
    assert {name: job["permissions"] for name, job in jobs.items() if "permissions" in job} == {
        "comment": {"pull-requests": "write"}
    }
    comment = jobs["comment"]
    assert " ".join(comment["if"].split()) == (
        "github.event_name == 'pull_request' &&"
        " github.event.pull_request.head.repo.full_name == github.repository"
    )
    assert not any("checkout" in step.get("uses", "") for step in comment["steps"])
    (run,) = [step["run"] for step in comment["steps"] if "run" in step]
    assert re.fullmatch(r"gh pr comment [^;&|`$]*\"\$NUMBER\" [^;&|`$]*", run)


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_no_event_gives_foreign_code_the_secrets(workflow: Path) -> None:
    events = parsed(workflow)[True]  # YAML 1.1 reads the key `on` so
    assert set(events) <= {"push", "pull_request"}
    for job in jobs_of(workflow).values():
        assert "secrets" not in job
        for step in job["steps"]:
            if "checkout" in step.get("uses", ""):
                assert step["with"]["persist-credentials"] is False
                assert "ref" not in step["with"]
            reads_secrets = "secrets." in str(step)
            assert not reads_secrets or step["run"] == ".github/scripts/restore.sh"
    # None stands above the steps, which would give it to all of them.
    steps = [step for job in jobs_of(workflow).values() for step in job["steps"]]
    of_steps = sum(str(step).count("secrets") for step in steps)
    assert str(parsed(workflow)).count("secrets") == of_steps


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_what_others_write_reaches_the_shell_by_its_environment_alone(workflow: Path) -> None:
    steps = [step for job in jobs_of(workflow).values() for step in job["steps"]]
    assert [step["run"] for step in steps if "${{" in step.get("run", "")] == []


@pytest.mark.parametrize("workflow", WORKFLOWS, ids=lambda path: path.name)
def test_every_job_ends_and_gives_way_to_a_newer_one(workflow: Path) -> None:
    assert all(job["timeout-minutes"] <= 180 for job in jobs_of(workflow).values())
    cancels = parsed(workflow)["concurrency"]["cancel-in-progress"]
    assert cancels == "${{ github.event_name == 'pull_request' }}"
