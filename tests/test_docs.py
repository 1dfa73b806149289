"""Programs in the documentation."""

import shutil
import subprocess
import sys
from pathlib import Path

from project import ROOT


def test_the_script_for_slurm_has_no_fault_that_shellcheck_knows() -> None:
    shellcheck = shutil.which("shellcheck", path=str(Path(sys.executable).parent))
    assert shellcheck
    command = [shellcheck, "--severity=style", str(ROOT / "docs" / "train.slurm")]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - a linter
    assert found.returncode == 0, found.stdout
