"""The script that restores a remote's cache, in a small DVC repository."""

import shutil
from pathlib import Path

import pytest
from project import ROOT, Project, copy_of_run

SCRIPT = ".github/scripts/restore.sh"
STAGES = "stages:\n  write:\n    cmd: echo a result > result.txt\n    outs: [result.txt]\n"


@pytest.fixture(scope="module")
def original(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One stage, that ran; its output is in the cache alone."""
    project = Project(tmp_path_factory.mktemp("original") / "project")
    (project.folder / SCRIPT).parent.mkdir(parents=True)
    shutil.copy(ROOT / SCRIPT, project.folder / SCRIPT)
    project.run("git", "init", "--quiet")
    project.run("dvc", "init", "--quiet")
    (project.folder / "dvc.yaml").write_text(STAGES, encoding="utf-8")
    project.run("dvc", "repro")
    (project.folder / "result.txt").unlink()
    return project


@pytest.fixture
def repository(original: Project, tmp_path: Path) -> Project:
    """A copy of it, for a test to change."""
    return copy_of_run(original, tmp_path / "project")


def configure(project: Project, *lines: str) -> None:
    """Give it a remote, as `dvc remote add` and `modify` would in some seconds."""
    text = "\n".join(["[core]", "remote = shared", "['remote \"shared\"']", *lines, ""])
    (project.folder / ".dvc" / "config").write_text(text, encoding="utf-8")


def lose_cache(project: Project) -> None:
    shutil.rmtree(project.folder / ".dvc" / "cache")


def test_without_a_remote_nothing_is_fetched(repository: Project) -> None:
    assert "no remote" in repository.run(SCRIPT).stdout
    assert not (repository.folder / "result.txt").exists()


def test_a_remote_gives_all_that_it_has(repository: Project, tmp_path: Path) -> None:
    configure(repository, f"url = {tmp_path / 'all'}")
    repository.run("dvc", "push", "--run-cache")
    lose_cache(repository)
    repository.run(SCRIPT)
    assert (repository.folder / "result.txt").read_text(encoding="utf-8") == "a result\n"
    assert repository.stages_run() == set()


def test_what_was_never_pushed_is_no_error(repository: Project, tmp_path: Path) -> None:
    (tmp_path / "all").mkdir()
    configure(repository, f"url = {tmp_path / 'all'}")
    lose_cache(repository)
    repository.run(SCRIPT)
    assert repository.stages_run() == {"write"}


def test_a_bucket_without_a_key_is_passed_over(
    repository: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "")  # as a secret that isn't set comes
    configure(repository, "url = s3://bucket/digits")
    assert "no key to shared" in repository.run(SCRIPT).stdout


def test_a_remote_that_refuses_is_an_error(
    repository: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"):
        monkeypatch.setenv(name, "any")
    monkeypatch.setenv("AWS_MAX_ATTEMPTS", "1")
    configure(repository, "url = s3://bucket/digits", "endpointurl = http://127.0.0.1:9")
    lose_cache(repository)
    said = repository.run(SCRIPT, expect=None)
    assert said.returncode != 0
    assert "Could not connect to the endpoint URL" in said.stderr
