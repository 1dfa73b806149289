"""DVC asked by the library's own commands."""

import sys
from pathlib import Path
from unittest.mock import Mock

import pytest

from digits.dvc_command import DvcError, said_by_dvc


def test_says_what_dvc_prints() -> None:
    assert said_by_dvc("version").startswith("DVC version: ")


def test_fails_with_the_command_and_dvcs_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.chdir(tmp_path)
    with pytest.raises(DvcError, match=r"^dvc status --json: you are not inside of a DVC"):
        said_by_dvc("status", "--json")


@pytest.mark.parametrize(
    ("program", "words"),
    [
        ("raise SystemExit('ERROR: no such thing')", "no such thing"),
        ("raise SystemExit(' two words\\n')", "two words"),
        ("raise SystemExit(3)", "exit code 3"),
    ],
)
def test_what_it_says_is_told_or_at_least_how_it_ended(
    program: str, words: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = Mock(return_value=[sys.executable, "-c", program])
    monkeypatch.setattr("digits.dvc_command.dvc", command)
    with pytest.raises(DvcError) as failed:
        said_by_dvc("exp", "list")
    assert str(failed.value) == f"dvc exp list: {words}"
