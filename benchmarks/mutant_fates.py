"""What becomes of mutants: each tested alone, on a copy of the project.

The tests run in forks of this process, which has loaded torch and its like.
"""

import importlib
import os
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import NoReturn

import pytest
from command_line import show_progress
from mutations import LIBRARY, Mutant
from own_git import GIT

# What starts no thread, which forks would lack and wait for, and is no plug-in of pytest's.
_LOADED = ["torchvision", "pandas", "matplotlib.pyplot", "sklearn.metrics", "skimage.feature"]
_LOADED.extend(["onnx", "altair", "pydantic", "beartype"])
_LEFT_OUT = "not network and not browser and not soak"
_WAITING = 10  # times the limit, for tests that sleep or have others work


def own_tests(module: str, tests: Path) -> list[Path]:
    """The test files of a module's folder: its own, those that import it, and the others."""
    path = Path(module).with_suffix("")
    inside = f"{path.parts[0]}/**/test_*.py" if len(path.parts) > 1 else "test_*.py"
    name = re.compile(rf"\b{re.escape('.'.join(['digits', *path.parts]))}\b")
    near = sorted(tests.glob(inside))
    own = [file for file in near if file.stem.startswith(f"test_{path.stem}")]
    others = [file for file in near if name.search(file.read_text(encoding="utf-8"))]
    return [*dict.fromkeys(own + others + near)]


def tested(chosen: Sequence[Mutant], limit: int) -> Iterator[tuple[Mutant, str]]:
    """Each mutant with its fate: killed, hung (over the limit, in seconds) or survived.

    Raises:
        RuntimeError: if some of their tests fail without a mistake.
    """
    for name in _LOADED:
        importlib.import_module(name)
    with TemporaryDirectory() as folder:
        copy = Path(folder)
        copy_project(copy)
        tests = {each.module: own_tests(each.module, copy / "tests") for each in chosen}
        show_progress("first the tests without any mistake")
        check_tests(sorted({file for files in tests.values() for file in files}), copy)
        for turn, mutant in enumerate(chosen):
            file = copy / LIBRARY / mutant.module
            file.write_text(mutant.code(), encoding="utf-8")
            os.utime(file, (turn, turn))  # else bytecode of another mutant may pass for its own
            yield mutant, run(tests[mutant.module], copy, limit)
            shutil.copy2(LIBRARY / mutant.module, file)


def copy_project(folder: Path) -> None:
    """Copy the files that Git knows or would add, into a repository of their own."""
    listed = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    names = subprocess.run(listed, check=True, capture_output=True, text=True).stdout  # noqa: S603
    for name in filter(os.path.isfile, names.split("\0")):
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        shutil.copy2(name, folder / name)
    for words in (("init",), ("add", "--all"), ("commit", "--message", "The project")):
        subprocess.run([*GIT, *words], cwd=folder, check=True, capture_output=True)  # noqa: S603 - git


def check_tests(tests: Sequence[Path], copy: Path) -> None:
    """Raise `RuntimeError` unless the tests pass."""
    if run(tests, copy, 3600) != "survived":
        raise RuntimeError((copy / "output.txt").read_text(encoding="utf-8")[-2000:])


def run(tests: Sequence[Path], copy: Path, limit: int) -> str:
    """The fate of the library in a copy of the project under tests."""
    if (child := os.fork()) == 0:
        try:
            _test(tests, copy, limit)
        finally:
            os._exit(pytest.ExitCode.INTERNAL_ERROR)
    end = monotonic() + _WAITING * limit
    ended, status = 0, signal.SIGKILL
    try:
        while not ended and monotonic() < end:
            sleep(0.02)
            ended, status = os.waitpid(child, os.WNOHANG)
    finally:  # after Ctrl+C, which doesn't reach its session, too
        with suppress(ProcessLookupError):
            os.killpg(child, signal.SIGKILL)  # servers that tests started, too
        if not ended:
            os.waitpid(child, 0)
    if not ended:
        return "hung"
    code = os.waitstatus_to_exitcode(status)
    if code in (-signal.SIGXCPU, -signal.SIGKILL):
        return "hung"
    passed = (pytest.ExitCode.OK, pytest.ExitCode.NO_TESTS_COLLECTED)
    return "survived" if code in passed else "killed"


def _test(tests: Sequence[Path], copy: Path, limit: int) -> NoReturn:
    """What a fork does; other than this process, it can be spoilt."""
    os.setsid()
    os.chdir(copy)
    resource.setrlimit(resource.RLIMIT_CPU, (limit, limit))
    output = os.open("output.txt", os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.environ["PYTHONPATH"] = sys.path[0] = str(copy / "src")
    options = ["-x", "-q", "-p", "no:cacheprovider", "-m", _LEFT_OUT]
    code = pytest.main([*options, *map(str, tests)])
    sys.stdout.flush()  # what the next line wouldn't
    os._exit(code)
