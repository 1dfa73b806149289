"""A clone of the committed project with empty caches, and `dvc repro` in it, timed."""

import os
import shlex
import shutil
import subprocess
import sys
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from time import perf_counter

from command_line import show_progress

from digits.errors import UserError

_TAIL = 5  # lines of a failed command's output


class PipelineError(UserError):
    """A command in the clone failed."""


@dataclass(frozen=True)
class StageTime:
    """One stage of a run."""

    stage: str
    seconds: float  # until the next stage began, or the run ended
    command_s: float  # of its command alone


class FreshClone:
    """A git clone of HEAD in a folder of its own, which no cache of DVC's knows.

    The user's cache of downloads stays in effect: the raw files come from there if they are in it.
    """

    def __init__(self, folder: Path) -> None:
        """Clone the project of the current folder into `folder/project`."""
        self.project = folder / "project"
        self._seconds = folder / "seconds.txt"
        shims = folder / "bin"
        shims.mkdir()
        timed = [sys.executable, "-I", "-S", str(Path(__file__).with_name("timed_python.py"))]
        shim = shims / "python"
        shim.write_text(f'#!/bin/sh\nexec {shlex.join(timed)} "$@"\n', encoding="utf-8")
        shim.chmod(0o755)
        path = [str(shims), str(Path(sys.executable).parent), os.environ["PATH"]]
        self._environment = {
            **os.environ,
            "PATH": os.pathsep.join(path),
            "PYTHONPATH": str(self.project / "src"),  # its own library, not the installed one
            "PYTHONUNBUFFERED": "1",  # lines come when they are printed
            "STAGE_SECONDS": str(self._seconds),
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(folder / "dvc-site"),
            "DVC_GLOBAL_CONFIG_DIR": str(folder / "dvc-config"),  # a cache set there isn't empty
        }
        _succeed(["git", "clone", "--quiet", ".", str(self.project)], Path.cwd(), os.environ)

    def reproduce_everything(self, targets: Sequence[str]) -> tuple[float, list[StageTime]]:
        """Run every stage, or the targets and what they need.

        Returns the seconds of the whole run, and the stages in their order.

        Raises `PipelineError` where it fails.
        """
        self._seconds.write_text("", encoding="utf-8")
        began: list[tuple[str, float]] = []
        output: list[str] = []
        start = perf_counter()
        with subprocess.Popen(  # noqa: S603 - this program's own command
            ["dvc", "repro", "--force", *targets],  # noqa: S607 - this environment's
            cwd=self.project,
            env=self._environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        ) as process:
            for line in process.stdout or ():
                output.append(line)
                if line.startswith("Running stage "):
                    began.append((line.split("'")[1], perf_counter()))
                    show_progress(f"{began[-1][1] - start:8.1f} s: {began[-1][0]}")
        end = perf_counter()
        if process.returncode:
            raise PipelineError(f"dvc repro failed in the clone: {' '.join(output[-_TAIL:])}")
        commands = map(float, self._seconds.read_text(encoding="utf-8").split())
        limits = pairwise([*began, ("", end)])
        stages = [
            StageTime(stage, until - since, command)
            for ((stage, since), (_, until)), command in zip(limits, commands, strict=True)
        ]
        return end - start, stages

    def reproduce_nothing(self, targets: Sequence[str]) -> float:
        """Seconds that DVC needs to see that nothing is left to do.

        Raises `PipelineError` where it runs a stage after all.
        """
        start = perf_counter()
        output = _succeed(["dvc", "repro", *targets], self.project, self._environment)
        seconds = perf_counter() - start
        if "Running stage" in output:
            raise PipelineError("a second dvc repro ran stages again")
        return seconds

    def changed_files(self) -> list[str]:
        """Tracked files that differ from those of the commit."""
        command = ["git", "diff", "--name-only", "HEAD"]
        return _succeed(command, self.project, self._environment).split()


def _succeed(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> str:
    program = shutil.which(command[0], path=environment["PATH"])
    if program is None:
        raise PipelineError(f"{command[0]}: not found; install it (make setup installs dvc)")
    finished = subprocess.run(  # noqa: S603 - this program's own commands
        [program, *command[1:]],
        cwd=folder,
        env=environment,
        capture_output=True,
        text=True,
        check=False,
    )
    if finished.returncode:
        raise PipelineError(f"{' '.join(command)}: failed: {' '.join(finished.stderr.split())}")
    return finished.stdout
