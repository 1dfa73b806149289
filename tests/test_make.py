"""The environment that make sets up: once, in its own folder."""

import os
import shutil
import sys
from pathlib import Path

import pytest
from project import ROOT, Project, with_this_environment
from typed_make import typed_make

INSTALLS = "-m venv --clear .venv"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """The files that make reads, with an environment."""
    folder = tmp_path / "my project"
    folder.mkdir()
    for name in ("Makefile", "requirements.lock", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    with_this_environment(Project(folder))
    return folder


def commands(folder: Path) -> str:
    made = typed_make(folder, "--dry-run", "setup")
    assert made.returncode == 0, made.stderr
    return made.stdout


def test_what_is_set_up_is_left_alone(folder: Path) -> None:
    assert INSTALLS not in commands(folder)


def test_a_newer_list_of_packages_is_installed(folder: Path) -> None:
    os.utime(folder / ".venv" / ".packages", (0, 0))
    assert INSTALLS in commands(folder)


def test_a_copy_of_the_folder_gets_an_environment_of_its_own(folder: Path) -> None:
    copy = folder.with_name("copy")
    shutil.copytree(folder, copy, symlinks=True)
    assert INSTALLS in commands(copy)
    assert INSTALLS not in commands(folder)


def test_an_environment_without_its_python_is_made_anew(folder: Path) -> None:
    (folder / ".venv" / "bin").unlink()
    (folder / ".venv" / "bin").mkdir()
    (folder / ".venv" / "bin" / "python").symlink_to(Path(sys.prefix) / "gone")
    assert INSTALLS in commands(folder)
