"""Which mistakes the tests notice: a random sample of mutants of the library, each tested alone.

A mutant's tests are the files of its package's folder, first those that are named after its module
or import it. The first failure kills it. They run on a copy of the
project, in forks of this process, which has loaded torch and its like.
"""

import argparse
import importlib
import json
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from time import monotonic, sleep
from typing import NoReturn

import pytest
from command_line import positive, show_progress
from mutations import LIBRARY, Mutant, mutants
from scipy.stats import binomtest

# What starts no thread, which forks would lack and wait for, and is no plug-in of pytest's.
_LOADED = ["torchvision", "pandas", "matplotlib.pyplot", "sklearn.metrics", "skimage.feature"]
_LOADED.extend(["onnx", "altair", "pydantic", "beartype"])
_LEFT_OUT = "not network and not browser and not soak"
_WAITING = 10  # times the limit, for tests that sleep or have others work


def main() -> None:
    """Say how large a share of a sample of mutants the tests kill, and show those that survive."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("--mutants", type=positive, default=400, help="(default: %(default)s)")
    parser.add_argument("--seed", type=int, default=0, help="of the sample (default: %(default)s)")
    parser.add_argument("--only", default="", help="modules whose paths in the library begin so")
    parser.add_argument(
        "--limit", type=positive, default=300, help="seconds of a processor (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, help="a file to add a line per mutant to")
    parser.add_argument("--again", type=Path, help="such a file: test its survivors instead")
    arguments = parser.parse_args()
    if arguments.again:
        lines = map(json.loads, arguments.again.read_text(encoding="utf-8").splitlines())
        chosen = [Mutant(x["module"], x["number"]) for x in lines if x["fate"] == "survived"]
    else:
        every = list(mutants(arguments.only))
        show_progress(f"a sample of {len(every):,} mutants")
        size = min(arguments.mutants, len(every))
        chosen = random.Random(arguments.seed).sample(every, size)  # noqa: S311 - no secret
    fates: dict[str, Counter[str]] = {}
    for mutant, fate in tested(chosen, arguments.limit):
        fates.setdefault(mutant.module.split("/")[0], Counter())[fate] += 1
        show_progress(f"{fate}: {mutant.module} {mutant.number}")
        if fate == "survived":
            show_progress(mutant.difference())
        if arguments.json:
            with arguments.json.open("a", encoding="utf-8") as file:
                file.write(json.dumps({**vars(mutant), "fate": fate}) + "\n")
    for package, counted in sorted(fates.items()):
        print(f"{package:20}", share_killed(counted))
    print(f"{'all':20}", share_killed(sum(fates.values(), Counter())))


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
    author = ("-c", "user.name=mutants", "-c", "user.email=mutants@example.org")
    for words in (("init",), ("add", "--all"), (*author, "commit", "--message", "The project")):
        subprocess.run(["git", *words], cwd=folder, check=True, capture_output=True)  # noqa: S603, S607 - git


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
    while not ended and monotonic() < end:
        sleep(0.02)
        ended, status = os.waitpid(child, os.WNOHANG)
    with suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)  # servers that tests started, too
    if not ended:
        os.waitpid(child, 0)
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


def share_killed(fates: Counter[str]) -> str:
    """How many were killed, those that hung among them, with the 95 % Wilson interval."""
    killed, n = fates["killed"] + fates["hung"], fates.total()
    bounds = binomtest(killed, n).proportion_ci(method="wilson")
    interval = f"95 % interval {bounds[0]:.1%} to {bounds[1]:.1%}"
    return f"{killed} of {n} ({fates['hung']} hung): {killed / n:.1%}, {interval}"


if __name__ == "__main__":
    main()
