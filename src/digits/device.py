"""Where and how the arithmetic runs: the device, the threads, the same bytes every time."""

import ctypes
import os
import sys

import torch

from digits.errors import UserError

_M_TRIM_THRESHOLD, _M_MMAP_MAX, _M_ARENA_MAX = -1, -4, -8  # names of options in malloc.h


class DeviceError(UserError):
    """params.yaml asks for a device that this machine doesn't have."""


def choose_device(wanted: str, key: str) -> torch.device:
    """The device that params.yaml names; `auto` is a GPU where there is one, else the CPU.

    Args:
        wanted: what it says.
        key: where it says so, for the message.

    Raises `DeviceError` where the machine has no such device.
    """
    gpus = torch.cuda.device_count()
    mps = torch.backends.mps.is_available()
    if wanted == "auto":
        return torch.device("cuda" if gpus else "mps" if mps else "cpu")
    device = torch.device(wanted)
    if (device.type == "cuda" and (device.index or 0) >= gpus) or (
        device.type == "mps" and not mps
    ):
        there = ["cpu", *(f"cuda:{number}" for number in range(gpus)), *(["mps"] if mps else [])]
        raise DeviceError(
            f"params.yaml: {key}: found {wanted!r}; this machine has {', '.join(there)}; write auto"
            " or one of these"
        )
    return device


def set_up_arithmetic(threads: int) -> None:
    """Set the process up for the same bytes on every run, at the speed that this allows.

    Call it before the first computation: denormals are flushed only in threads started later.

    Args:
        threads: of the CPU; sums are grouped by thread, so results depend on the number.
    """
    # Weights that decay towards zero become denormal numbers, which slow a CPU several times.
    torch.set_flush_denormal(True)
    torch.set_num_threads(threads)
    os.environ.setdefault("CUBLAS_WORKSPACE_CONFIG", ":4096:8")  # asked for by the next line
    # The same as `use_deterministic_algorithms`, which imports torch's compiler: a second.
    torch.set_deterministic_debug_mode("error")
    # It would fill every new tensor before use, to make reads of uninitialised memory repeatable.
    torch.utils.deterministic.fill_uninitialized_memory = False  # pyright: ignore[reportAttributeAccessIssue] - a property set up at run time
    _keep_freed_memory()


def _keep_freed_memory() -> None:
    """Have glibc keep what a step frees for the next step, which wants the same sizes again.

    Otherwise it hands large blocks back to the system each time, and every step pays for fresh,
    zeroed pages: up to a fifth of an epoch where activations are large (LOG.md).
    """
    mallopt = getattr(ctypes.CDLL(None), "mallopt", None) if sys.platform == "linux" else None
    if mallopt is not None:
        mallopt(_M_ARENA_MAX, 1)  # one heap: threads use each other's leftovers
        mallopt(_M_MMAP_MAX, 0)
        mallopt(_M_TRIM_THRESHOLD, 2**31 - 1)
