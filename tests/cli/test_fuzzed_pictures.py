"""Pictures with wrong bytes in them never give a traceback."""

import subprocess
from collections.abc import Callable
from pathlib import Path
from time import monotonic

import pytest
from mutated_pictures import write_mutated


def check(command: Callable[..., "subprocess.Popen[bytes]"], folder: Path, count: int) -> str:
    """Have one program read them all: each is one line, an answer or an error."""
    begun = monotonic()
    with command("predict", folder) as process:
        stdout, stderr = process.communicate(timeout=60 + count)
    answers = stdout.decode().splitlines()
    errors = [line for line in stderr.decode().splitlines() if not line.startswith("note: ")]
    assert process.returncode == 1, errors[-5:]
    assert [line for line in errors if not line.startswith(f"error: {folder}/")] == []
    assert [line for line in answers if not line.startswith(f"{folder}/")] == []
    assert len(answers) + len(errors) == count
    assert min(len(answers), len(errors)) > count / 10
    none = sum("no digit found" in line for line in answers)
    return (
        f"{count:,} files: {len(answers) - none:,} with a digit, {none:,} without,"
        f" {len(errors):,} unreadable; {monotonic() - begun:.0f} seconds"
    )


def test_200_fuzzed_files_are_a_line_each(
    command: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    write_mutated(tmp_path, 200, seed=0)
    check(command, tmp_path, 200)


@pytest.mark.soak
def test_5000_fuzzed_files_are_a_line_each(
    command: Callable[..., "subprocess.Popen[bytes]"], tmp_path: Path
) -> None:
    write_mutated(tmp_path, 5000, seed=1)
    print(check(command, tmp_path, 5000))
