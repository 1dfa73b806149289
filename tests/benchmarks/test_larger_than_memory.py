"""A set that its process has no memory for is trained on all the same."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from project import ROOT


@pytest.mark.soak
@pytest.mark.skipif(sys.platform != "linux", reason="limits memory as Linux does")
def test_trains_within_a_limit_that_the_prepared_images_would_exceed(tmp_path: Path) -> None:
    figures, program = tmp_path / "figures.json", ROOT / "benchmarks" / "larger_than_memory.py"
    options = ["--images", "600000", "--limit", "1.2", "--threads", "1", "--folder", str(tmp_path)]
    command = [sys.executable, os.fspath(program), *options, "--json", os.fspath(figures)]
    subprocess.run(command, check=True, cwd=ROOT)  # noqa: S603 - this project's program
    found = json.loads(figures.read_text(encoding="utf-8"))
    assert found["limit_gb"] < 600_000 * 28 * 28 * 4 / 1e9
    assert found["peak_gb"] < found["limit_gb"]
    assert found["peak_own_gb"] < 0.6
    # Pages that were dropped had to be read again, but nothing like 128 kB for an image of 784.
    assert found["file_gb"] < found["read_gb"] < 10 * found["file_gb"]
    assert found["validation_accuracy"] > 0.99
    assert [path.name for path in tmp_path.iterdir()] == ["figures.json"]
