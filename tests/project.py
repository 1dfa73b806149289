"""A copy of this project in a temporary folder, to run DVC in without touching the original."""

import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

ROOT = Path(__file__).parent.parent
LOCK = "dvc.lock"
PATIENCE = 600.0  # seconds for a command; None for as long as it takes
RESULTS = ("metrics", "report")  # what a clone has of them, as they are in git


@dataclass(frozen=True)
class Project:
    """A git and DVC repository in a folder of its own, with caches of its own."""

    folder: Path
    patience: float | None = PATIENCE

    @property
    def _environment(self) -> dict[str, str]:
        caches = self.folder.parent / "caches"
        return {
            **os.environ,
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
            "PYTHONPATH": str(self.folder / "src"),  # its own copy, not the installed library
            "DIGITS_CACHE_DIR": str(caches / "digits"),
            "DVC_SITE_CACHE_DIR": str(caches / "dvc"),
            "DVC_GLOBAL_CONFIG_DIR": str(caches / "dvc-config"),
            "DVC_NO_ANALYTICS": "1",
            "PYTHONDONTWRITEBYTECODE": "",  # as for most users: Python leaves files beside the code
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_AUTHOR_NAME": "test",
            "GIT_AUTHOR_EMAIL": "test@example.org",
            "GIT_COMMITTER_NAME": "test",
            "GIT_COMMITTER_EMAIL": "test@example.org",
        }

    def run(self, *command: str, expect: int | None = 0) -> subprocess.CompletedProcess[str]:
        """Run a command there; `expect` is its exit code, None for any.

        Raises `subprocess.TimeoutExpired`, which names the command, where it takes too long.
        """
        finished = subprocess.run(  # noqa: S603 - the tests' own commands
            command,
            cwd=self.folder,
            env=self._environment,
            capture_output=True,
            text=True,
            check=False,
            timeout=self.patience,
        )
        if expect is not None:
            assert finished.returncode == expect, finished.stdout + finished.stderr
        return finished

    def start(self, *command: str) -> subprocess.Popen[str]:
        """Begin a command there, in a group of processes of its own; its output comes by lines.

        Some 50 lines ahead of the reader it has to wait: the pipe holds no more.
        """
        return subprocess.Popen(  # noqa: S603 - the tests' own commands
            command,
            cwd=self.folder,
            env={**self._environment, "PYTHONUNBUFFERED": "1"},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            pipesize=4096,
            start_new_session=True,
        )

    def stages_run(self, *options: str) -> set[str]:
        """The stages that `dvc repro` runs, or with `--dry` would run."""
        lines = self.run("dvc", "repro", *options).stdout.splitlines()
        return {line.split("'")[1] for line in lines if line.startswith("Running stage")}

    def results(self) -> dict[str, bytes]:
        """All files that stages write, by their path, also those that they began."""
        roots = ("data", "checkpoints", "predictions", "pictures", "exports", "metrics", "report")
        paths = [path for root in roots for path in (self.folder / root).rglob("*")]
        return {
            str(path.relative_to(self.folder)): path.read_bytes()
            for path in paths
            if path.is_file()
        }

    def edit_params(self, edit: Callable[[dict[str, Any]], object]) -> None:
        """Change params.yaml as plain data."""
        path = self.folder / "params.yaml"
        params = yaml.safe_load(path.read_text(encoding="utf-8"))
        edit(params)
        text = yaml.dump(params, sort_keys=False, Dumper=_PlainDumper)
        path.write_text(text, encoding="utf-8")

    def append(self, path: str, text: str) -> None:
        """Add text to the end of a file."""
        with (self.folder / path).open("a", encoding="utf-8") as file:
            file.write(text)

    def commit(self, message: str) -> None:
        """Commit everything that git doesn't ignore."""
        self.run("git", "add", "--all")
        self.run("git", "commit", "--quiet", "--message", message)


class _PlainDumper(yaml.SafeDumper):
    """Writes every value in full: anchors that it makes up are no part of what is tested."""

    def ignore_aliases(self, data: object) -> bool:
        del data
        return True


def copy_of_project(folder: Path, *, patience: float | None = PATIENCE) -> Project:
    """Copy what git tracks, or would, as it is in the working tree, into a new repository."""
    listing = subprocess.run(
        ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"],  # noqa: S607 - git
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout
    for name in filter(None, listing.split("\0")):
        if (ROOT / name).is_file():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(ROOT / name, folder / name)
    project = Project(folder, patience)
    project.run("git", "init", "--quiet", "--initial-branch", "main")
    project.commit("The project")
    return project


def remove_results(project: Project) -> None:
    """What git has of a run, as before the first one."""
    for results in RESULTS:
        shutil.rmtree(project.folder / results, ignore_errors=True)
    (project.folder / LOCK).unlink(missing_ok=True)


def copy_of_run(original: Project, folder: Path) -> Project:
    """Copy such a repository with all that was made in it, DVC's cache included."""
    shutil.copytree(original.folder, folder, symlinks=True)
    return Project(folder)


def with_this_environment(project: Project) -> Project:
    """Give it this environment in `.venv`, as if `make setup` had installed it there."""
    venv = project.folder / ".venv"
    venv.mkdir()
    for name in ("bin", "lib", "include", "pyvenv.cfg"):
        (venv / name).symlink_to(Path(sys.prefix) / name)
    (venv / ".packages").write_text(f"{project.folder.resolve()}\n", encoding="utf-8")
    (venv / ".ready").touch()
    return project


def describe_raw_files(contents: Mapping[str, bytes]) -> dict[str, dict[str, object]]:
    """Sizes and checksums as `dataset.files` in params.yaml states them."""
    return {
        name: {"size": len(content), "sha256": hashlib.sha256(content).hexdigest()}
        for name, content in contents.items()
    }
