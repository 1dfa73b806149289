"""What the figures were measured on, and when."""

import os
import platform
from datetime import datetime
from pathlib import Path
from time import sleep

import torch
from command_line import show_progress

from digits.resume.processor import processor_name

_BUSY = 0.1  # of all cores


def machine() -> dict[str, str | int | float]:
    """The date, and the parts of the machine and the software that speed depends on."""
    return {
        "date": f"{datetime.now().astimezone():%Y-%m-%d}",
        "processor": processor_name(),
        "cores": _cores(),
        "memory_gb": round(os.sysconf("SC_PHYS_PAGES") * os.sysconf("SC_PAGE_SIZE") / 1e9, 1),
        "system": _system(),
        "python": platform.python_version(),
        "torch": torch.__version__,
    }


def warn_if_busy() -> None:
    """Say so where other programs are at work: threads that wait for each other then lose most."""
    before = _ticks()
    sleep(1)  # second
    after = _ticks()
    if before and after and (total := after[0] - before[0]):
        busy = 1 - (after[1] - before[1]) / total
        if busy > _BUSY:
            show_progress(
                f"warning: other programs keep {busy:.0%} of the processor busy; the figures will"
                " mislead, perhaps by orders of magnitude"
            )


def _ticks() -> tuple[int, int] | None:
    """All and idle time of the processor since it started; None where the system doesn't tell."""
    try:
        line = Path("/proc/stat").read_text(encoding="utf-8").partition("\n")[0]
    except OSError:
        return None
    ticks = [int(number) for number in line.split()[1:]]
    return sum(ticks), ticks[3]


def _cores() -> int:
    """Those that this process may use, where the system says so."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def _system() -> str:
    try:
        return platform.freedesktop_os_release()["PRETTY_NAME"]
    except (OSError, KeyError):
        return platform.system()
