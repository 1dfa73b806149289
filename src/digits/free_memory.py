"""How much memory is free, on the device and within the limits of process and control groups."""

import sys
from collections.abc import Iterator
from pathlib import Path

import psutil
import torch

_CGROUPS, _OWN_CGROUPS = Path("/sys/fs/cgroup"), Path("/proc/self/cgroup")
_FILES = (  # limit and use, of version 2 and of version 1
    ("memory.max", "memory.current"),
    ("memory.limit_in_bytes", "memory.usage_in_bytes"),
)


def free_memory(device: torch.device) -> int:
    """Bytes that this process could still have; what torch's cache on a GPU holds is among them."""
    if device.type == "cuda":
        cached = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
        return torch.cuda.mem_get_info(device)[0] + cached
    # A Mac's GPU shares the memory of its CPU.
    available = psutil.virtual_memory().available
    return min([available, *free_in_cgroups(), *free_in_process_limits()])


def free_in_process_limits() -> list[int]:
    """What `ulimit -v` and `ulimit -d` leave this process, in bytes, where they are set.

    A file that is mapped counts as used for both.
    """
    if sys.platform != "linux":
        return []
    process = psutil.Process()
    used = process.memory_info()
    limits = [
        (process.rlimit(psutil.RLIMIT_AS)[0], used.vms),
        (process.rlimit(psutil.RLIMIT_DATA)[0], used.data),
    ]
    return [max(0, most - now) for most, now in limits if most != psutil.RLIM_INFINITY]


def free_in_cgroups(mount: Path = _CGROUPS, membership: Path = _OWN_CGROUPS) -> list[int]:
    """What each limit on this process leaves, in bytes, as containers and batch systems set them.

    After "Control Group v2" and "Memory Resource Controller" (version 1) in the documentation of
    Linux.

    Args:
        mount: where the control groups are shown as folders.
        membership: the file that names this process's own.

    Returns nothing where there are no control groups, or none with a limit.
    """
    return [
        free
        for folder in _folders(mount, membership)
        for files in _FILES
        if (free := _free(folder, *files)) is not None
    ]


def _folders(mount: Path, membership: Path) -> Iterator[Path]:
    """Of the process's own groups and of all those around them."""
    try:
        lines = membership.read_text(encoding="utf-8").splitlines()
    except OSError:  # another system than Linux
        return
    for line in lines:
        _, controllers, path = line.split(":", 2)
        if controllers and "memory" not in controllers.split(","):
            continue
        root = mount / "memory" if controllers else mount
        # In a container the path may be the host's; what is mounted is then the group itself.
        own = root / path.lstrip("/")
        yield from (each for each in (own, *own.parents) if each.is_relative_to(root))


def _free(folder: Path, limit: str, used: str) -> int | None:
    try:
        most = (folder / limit).read_text(encoding="utf-8").strip()
        if most == "max":
            return None
        usage = int((folder / used).read_text(encoding="utf-8"))
        lines = (folder / "memory.stat").read_text(encoding="utf-8").splitlines()
    except OSError:  # version 1, version 2 and the root have different files
        return None
    counts = dict(line.split() for line in lines)
    # Cached files count as use, and make room when it is wanted. Version 1 has sums of the groups
    # inside under names of their own.
    cached = sum(
        int(counts.get(f"total_{name}", counts.get(name, 0)))
        for name in ("active_file", "inactive_file")
    )
    return max(0, int(most) - usage + cached)
