"""A program run as from the command line, but within the test: a second quicker each time."""

import os
import runpy
import sys
from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from io import StringIO
from pathlib import Path
from unittest.mock import patch

import torch
from project import ROOT


@dataclass(frozen=True)
class Ended:
    """How a program ended."""

    code: int
    stdout: str
    stderr: str


def run_stage(folder: Path, script: str, *arguments: str) -> Ended:
    """Run a script of `stages/` in a folder. See `run_module`."""
    path = str(ROOT / "stages" / f"{script}.py")
    return _run(folder, [path, *arguments], lambda: runpy.run_path(path, run_name="__main__"))


def run_module(folder: Path, name: str) -> Ended:
    """Run a module in a folder, as with `python -m`.

    What is no mistake of the user's, and would be a traceback, comes out as it is.
    """
    return _run(folder, [name], lambda: runpy.run_module(name, run_name="__main__"))


def _run(folder: Path, line: list[str], run: Callable[[], object]) -> Ended:
    stdout, stderr = StringIO(), StringIO()
    code = 0
    with (
        _inside(folder),
        _arithmetic_restored(),
        patch.dict(os.environ),
        patch.object(sys, "argv", line),
        patch.object(sys, "stdout", stdout),
        patch.object(sys, "stderr", stderr),
    ):
        try:
            run()
        except SystemExit as end:
            code = int(end.code or 0)
    return Ended(code, stdout.getvalue(), stderr.getvalue())


@contextmanager
def _inside(folder: Path) -> Generator[None]:
    before = Path.cwd()
    os.chdir(folder)
    try:
        yield
    finally:
        os.chdir(before)


@contextmanager
def _arithmetic_restored() -> Generator[None]:
    """A stage sets torch up for the whole process, which here goes on."""
    threads, mode = torch.get_num_threads(), torch.get_deterministic_debug_mode()
    try:
        yield
    finally:
        torch.set_flush_denormal(False)
        torch.set_num_threads(threads)
        torch.set_deterministic_debug_mode(mode)
        torch.utils.deterministic.fill_uninitialized_memory = True  # pyright: ignore[reportAttributeAccessIssue] - a property set up at run time
