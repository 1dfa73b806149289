"""The program `digits`, run within the tests and as its users do."""

import os
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import IO

import pytest
from drawn_digits import as_in_mnist, glyph
from exported_network import MODEL, Exported, project_with_network
from PIL import Image
from project import ROOT
from stage_in_process import Ended

from digits.cli.main import main


@pytest.fixture(scope="session")
def project(exported: Exported, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return project_with_network(tmp_path_factory.mktemp("project"), exported(MODEL))


@pytest.fixture
def digits(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., Ended]:
    """Run it within the test, in the project's folder."""

    def run(*arguments: str | Path) -> Ended:
        monkeypatch.chdir(project)
        try:
            code = main([str(each) for each in arguments])
        except SystemExit as end:
            code = int(end.code or 0)
        printed = capsys.readouterr()
        return Ended(code, printed.out, printed.err)

    return run


@pytest.fixture
def command(project: Path) -> Callable[..., subprocess.Popen[bytes]]:
    """Start it as a program, or another one of Python's, in the project's folder."""

    def start(
        *arguments: str | Path,
        program: Sequence[str] = ("-m", "digits"),
        environment: Mapping[str, str] = MappingProxyType({}),
        stdout: int | IO[bytes] = subprocess.PIPE,
    ) -> subprocess.Popen[bytes]:
        return subprocess.Popen(  # noqa: S603 - our own program
            [sys.executable, *program, *arguments],
            cwd=project,
            env={**os.environ, "PYTHONPATH": str(ROOT / "src"), **environment},
            stdin=subprocess.PIPE,
            stdout=stdout,
            stderr=subprocess.PIPE,
        )

    return start


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    """A folder with ten digits, 0.png to 9.png, and things that are no pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for digit in range(10):
        Image.fromarray(as_in_mnist(glyph(digit))).save(folder / f"{digit}.png")
    (folder / "notes.txt").write_text("none")
    (folder / ".hidden.png").write_text("none")
    (folder / "folder.png").mkdir()
    return folder
