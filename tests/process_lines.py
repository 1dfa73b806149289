"""What a process prints, line by line while it runs."""

import subprocess
from collections.abc import Iterator

import pytest


def lines_of(process: subprocess.Popen[str]) -> Iterator[str]:
    assert process.stdout is not None
    for line in process.stdout:  # noqa: UP028 - `yield from` would close it with the iterator
        yield line


def wait_for_line(process: subprocess.Popen[str], start: str) -> str:
    """Read up to the first line that starts so."""
    seen: list[str] = []
    for line in lines_of(process):
        seen.append(line)
        if line.startswith(start):
            return line
    pytest.fail(f"no line {start!r} in:\n{''.join(seen)}")
