"""What the processor calls itself."""

import platform
from pathlib import Path


def processor_name() -> str:
    """Its model where the system tells, as Linux does; otherwise at least its architecture."""
    try:
        lines = Path("/proc/cpuinfo").read_text(encoding="utf-8").splitlines()
    except OSError:
        lines = []
    names = [line.partition(":")[2].strip() for line in lines if line.startswith("model name")]
    return names[0] if names else platform.processor() or platform.machine()
