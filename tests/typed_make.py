"""`make` as a user types it."""

import os
import subprocess
from pathlib import Path

# Under `make test`, these would hand on that call's options, and its depth.
_TOLD = {"JOBS", "NAME", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}


def typed_make(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run make in a folder."""
    return subprocess.run(  # noqa: S603 - the tests' own command
        ["make", *arguments],  # noqa: S607 - make of PATH
        cwd=folder,
        env={key: value for key, value in os.environ.items() if key not in _TOLD},
        capture_output=True,
        text=True,
        check=False,
    )
