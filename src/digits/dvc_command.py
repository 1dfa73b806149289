"""DVC of this very environment, asked as its users ask it."""

import subprocess
import sys

from digits.errors import UserError


class DvcError(UserError):
    """DVC doesn't say what it is asked."""


def dvc(*arguments: str) -> list[str]:
    """The command that runs it."""
    return [sys.executable, "-m", "dvc", *arguments]


def said_by_dvc(*arguments: str) -> str:
    """What DVC prints.

    Raises `DvcError` with its own words where it fails.
    """
    asked = subprocess.run(dvc(*arguments), capture_output=True, text=True, check=False)  # noqa: S603 - our own command
    if asked.returncode:
        words = asked.stderr.strip() or f"exit code {asked.returncode}"
        raise DvcError(f"dvc {' '.join(arguments)}: {words.removeprefix('ERROR: ')}")
    return asked.stdout
