"""One checksum over everything that the result of a training depends on."""

import hashlib
import json
import platform
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import Any

import torch
from torch import Tensor

from digits.resume.digest import tensors_digest
from digits.resume.processor import processor_name


def fingerprint(
    settings: Any,  # noqa: ANN401 - whatever JSON knows
    data: Iterable[Tensor],
    code: Iterable[Path],
    device: torch.device,
) -> str:
    """SHA-256 over settings, data, code, versions and the way this machine computes.

    Args:
        settings: plain values, as JSON knows them.
        data: tensors of any shape and type.
        code: the files of source that run.
        device: that computes.

    Returns 64 hexadecimal digits.
    """
    digest = hashlib.sha256()
    described = {
        "settings": settings,
        "python": platform.python_version(),
        "torch": torch.__version__,
        "threads": torch.get_num_threads(),  # sums are grouped by thread
        # Another one may round otherwise, with other instructions or in other orders.
        "processor": [processor_name(), torch.backends.cpu.get_cpu_capability()],
        "device": torch.cuda.get_device_name(device) if device.type == "cuda" else str(device),
        "data": [tensors_digest([("", tensor)]) for tensor in data],
    }
    digest.update(json.dumps(described, sort_keys=True).encode())
    for path in sorted(code):
        digest.update(hashlib.sha256(path.read_bytes()).digest())
    return digest.hexdigest()


def loaded_code(package: str) -> list[Path]:
    """The files of a package that this process has imported, and its program's own."""
    names = [name for name in sys.modules if name.split(".")[0] in (package, "__main__")]
    files = [getattr(sys.modules[name], "__file__", None) for name in names]
    return sorted({Path(file) for file in files if file})
