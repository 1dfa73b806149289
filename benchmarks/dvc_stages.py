"""What DVC itself costs, by the number of models: commands over a project that computes nothing."""

import argparse
import os
import resource
import shutil
import subprocess
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypedDict

from command_line import positive, show_progress, whole_numbers
from figures import table, write_figures
from machine import warn_if_busy
from many_models import ManyModels

from digits.errors import UserError, reported_to_user

_COMMANDS = {
    "read dvc.yaml and dvc.lock": "dvc stage list --all --name-only",
    "repro, nothing to do": "dvc repro",
    "status": "dvc status",
    "repro, one model edited": "dvc repro",
    "metrics diff": "dvc metrics diff --json",
}
_EDITED = "repro, one model edited"
_EDITED_STAGES = 5  # the model's four, and the report


class Command(TypedDict):
    """One command of DVC, in one project."""

    seconds: list[float]  # of each round
    processor_s: list[float]  # of all its processes


class Project(TypedDict):
    """A project of so many models."""

    models: int
    stages: int
    lock_mb: float  # dvc.lock, 10⁶ bytes
    commands: dict[str, Command]


class Stages(TypedDict):
    """What `dvc_stages.py` measured."""

    projects: list[Project]


def main() -> None:
    """Time DVC's commands over projects of few and of many models."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--models", type=whole_numbers, default=[10, 100, 1000], help="(default: 10,100,1000)"
    )
    parser.add_argument(
        "--rounds", type=positive, default=3, help="of each command (default: %(default)s)"
    )
    parser.add_argument("--json", type=Path, help="a file to write the figures to as well")
    arguments = parser.parse_args()
    warn_if_busy()
    projects = [measured(models, arguments.rounds) for models in arguments.models]
    print(stages_table(projects))
    write_figures(arguments.json, Stages(projects=projects))


def stages_table(projects: list[Project]) -> str:
    """A row per command, a column per project: median seconds, and those of the processor."""
    rows: list[dict[str, object]] = [
        {"": "stages", **{_title(each): f"{each['stages']:,}" for each in projects}},
        {"": "dvc.lock, MB", **{_title(each): f"{each['lock_mb']:.2f}" for each in projects}},
    ]
    for name in _COMMANDS:
        found = {_title(each): each["commands"][name] for each in projects}
        shown = {
            title: f"{median(each['seconds']):.1f} ({median(each['processor_s']):.1f})"
            for title, each in found.items()
        }
        rows.append({"": f"{name}, s", **shown})
    return table(rows)


def _title(project: Project) -> str:
    return f"{project['models']:,} models"


def measured(models: int, rounds: int) -> Project:
    """Time every command some times, over a project of so many models."""
    with TemporaryDirectory() as folder:
        root = Path(folder, "project")
        root.mkdir()
        environment = {
            **os.environ,
            "DVC_NO_ANALYTICS": "1",
            "DVC_SITE_CACHE_DIR": str(Path(folder, "site")),
            "DVC_GLOBAL_CONFIG_DIR": str(Path(folder, "config")),
        }
        project = ManyModels(root, models)
        _succeed("dvc status", root, environment)  # notes the files' hashes for later
        commands = {name: Command(seconds=[], processor_s=[]) for name in _COMMANDS}
        for number in range(rounds):
            for name, command in _COMMANDS.items():
                if name == _EDITED:
                    project.edit_one(2.0 + number)
                before, start = _processor_seconds(), perf_counter()
                output = _succeed(command, root, environment)
                commands[name]["seconds"].append(perf_counter() - start)
                commands[name]["processor_s"].append(_processor_seconds() - before)
                ran, wanted = output.count("Running stage"), _EDITED_STAGES * (name == _EDITED)
                if ran != wanted:
                    raise UserError(f"{command}: ran {ran} stages in place of {wanted}: {output}")
                seconds = commands[name]["seconds"][-1]
                show_progress(f"{models} models, round {number + 1}: {name}: {seconds:.1f} s")
        lock = (root / "dvc.lock").stat().st_size
    return Project(models=models, stages=4 * models + 1, lock_mb=lock / 1e6, commands=commands)


def _succeed(command: str, folder: Path, environment: dict[str, str]) -> str:
    program, *words = command.split()
    path = shutil.which(program)
    if path is None:
        raise UserError(f"{program}: not found; make setup installs it, PATH leads to .venv/bin")
    finished = subprocess.run(  # noqa: S603 - written above
        [path, *words], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    if finished.returncode:
        raise UserError(f"{command}: failed: {' '.join(finished.stderr.split())}")
    return finished.stdout


def _processor_seconds() -> float:
    """Of all processes that were started here and have ended."""
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    with reported_to_user():
        main()
