"""The command that a pull request's workflow compares with."""

from pathlib import Path

import pytest
from project import ROOT

from digits.forge.compare import CommitError, compare, short_hash


def test_a_commit_has_a_short_name(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    name = short_hash("HEAD")
    assert len(name) >= 10
    assert int(name, 16)
    assert short_hash(name) == name


def test_a_commit_that_is_not_there_is_named_and_nothing_written(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(ROOT)
    with pytest.raises(CommitError, match=r"^nowhere: not found .*fetch it first"):
        compare("nowhere", tmp_path / "results", "https://forge.example.org/runs/7")
    assert not (tmp_path / "results").exists()
