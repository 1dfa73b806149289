"""DVC asked by the library's own commands."""

from pathlib import Path

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
