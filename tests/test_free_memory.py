"""How much memory is free: the machine's, and within control groups as Linux shows them."""

import subprocess
import sys
from pathlib import Path
from unittest.mock import Mock

import psutil
import pytest
import torch

from digits import free_memory as module
from digits.free_memory import free_in_cgroups, free_memory

GB = 10**9  # bytes
CPU = torch.device("cpu")


def write(folder: Path, **files: object) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in files.items():
        (folder / name.replace("memory_", "memory.", 1)).write_text(f"{content}\n")


def version_1(folder: Path, limit: int, used: int, cached: int) -> None:
    stat = f"inactive_file 1\nactive_file 1\ntotal_inactive_file {cached}\ntotal_active_file 0"
    write(folder, memory_limit_in_bytes=limit, memory_usage_in_bytes=used, memory_stat=stat)


def version_2(folder: Path, limit: object, used: int, cached: int) -> None:
    stat = f"anon 5\nfile {cached}\ninactive_file {cached - 10}\nactive_file 10"
    write(folder, memory_max=limit, memory_current=used, memory_stat=stat)


def member(folder: Path, *lines: str) -> Path:
    path = folder / "cgroup"
    path.write_text("".join(f"{line}\n" for line in lines))
    return path


def test_a_limit_less_what_is_used_but_for_cached_files(tmp_path: Path) -> None:
    version_2(tmp_path / "a", 4 * GB, 3 * GB, GB)
    assert free_in_cgroups(tmp_path, member(tmp_path, "0::/a")) == [2 * GB]


def test_the_same_in_version_1(tmp_path: Path) -> None:
    version_1(tmp_path / "memory" / "a", 4 * GB, 3 * GB, GB)
    own = member(tmp_path, "3:cpu,cpuacct:/other", "2:memory:/a", "0::/")
    assert free_in_cgroups(tmp_path, own) == [2 * GB]


def test_a_group_may_have_colons_in_its_name_and_count_no_cached_files(tmp_path: Path) -> None:
    name = "cri-containerd:0123:45"
    write(tmp_path / name, memory_max=4 * GB, memory_current=GB, memory_stat="anon 5")
    assert free_in_cgroups(tmp_path, member(tmp_path, f"0::/{name}")) == [3 * GB]


def test_groups_around_it_limit_it_too(tmp_path: Path) -> None:
    version_2(tmp_path / "a" / "b", 4 * GB, 2 * GB, 100)
    version_2(tmp_path / "a", 3 * GB, 2 * GB, 100)
    found = free_in_cgroups(tmp_path, member(tmp_path, "0::/a/b"))
    assert sorted(found) == [GB + 100, 2 * GB + 100]


def test_in_a_container_the_path_may_be_that_of_the_host(tmp_path: Path) -> None:
    version_1(tmp_path / "memory", 4 * GB, GB, 0)
    own = member(tmp_path, "4:memory:/docker/0123456789ab")
    assert free_in_cgroups(tmp_path, own) == [3 * GB]


def test_without_limits_there_are_none(tmp_path: Path) -> None:
    version_2(tmp_path / "a", "max", GB, 0)
    assert free_in_cgroups(tmp_path, member(tmp_path, "0::/a")) == []
    assert free_in_cgroups(tmp_path, tmp_path / "missing") == []


def test_a_limit_that_is_passed_leaves_nothing(tmp_path: Path) -> None:
    version_2(tmp_path / "a", GB, 2 * GB, 10)
    assert free_in_cgroups(tmp_path, member(tmp_path, "0::/a")) == [0]


def test_the_lowest_limit_counts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "free_in_cgroups", list[int])
    machine = psutil.virtual_memory()
    assert 0 < free_memory(CPU) < machine.total
    monkeypatch.setattr(module, "free_in_cgroups", lambda: [2**62, 12_345])
    assert free_memory(CPU) == 12_345
    monkeypatch.setattr(module, "free_in_process_limits", lambda: [2**62, 12_344])
    assert free_memory(CPU) == 12_344
    monkeypatch.setattr(module, "free_in_process_limits", lambda: [2**62])
    assert free_memory(CPU) == 12_345


LIMITED = """
import resource
import numpy, torch
from digits.free_memory import free_in_process_limits, free_memory
for kind, used in ((resource.RLIMIT_AS, "VmSize"), (resource.RLIMIT_DATA, "VmData")):
    lines = open("/proc/self/status").read().splitlines()
    now = next(int(line.split()[1]) * 1024 for line in lines if line.startswith(used))
    assert free_in_process_limits() == []
    resource.setrlimit(kind, (now + 500_000_000, resource.RLIM_INFINITY))
    first, = free_in_process_limits()
    kept = numpy.ones(100_000_000, dtype="uint8")
    print(first, free_in_process_limits()[0], free_memory(torch.device("cpu")))
    del kept
    resource.setrlimit(kind, (resource.RLIM_INFINITY, resource.RLIM_INFINITY))
"""


@pytest.mark.skipif(sys.platform != "linux", reason="sets limits of Linux")
def test_the_limits_of_the_process_leave_what_it_has_not_taken() -> None:
    command = [sys.executable, "-c", LIMITED]
    found = subprocess.run(command, capture_output=True, text=True, check=False)  # noqa: S603 - this Python
    assert found.returncode == 0, found.stderr
    figures = [tuple(map(int, line.split())) for line in found.stdout.splitlines()]
    assert len(figures) == 2  # of the address space, and of the data in it
    for first, second, free in figures:
        assert first == pytest.approx(500e6, abs=10e6)
        assert second == pytest.approx(400e6, abs=10e6)
        assert free == pytest.approx(second, abs=10e6)  # libraries may take some in between


def test_what_a_gpu_has_and_what_torch_keeps_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    found = {"mem_get_info": (GB, 8 * GB), "memory_reserved": 3 * GB, "memory_allocated": 2 * GB}
    for name, value in found.items():
        monkeypatch.setattr(torch.cuda, name, Mock(return_value=value))
    assert free_memory(torch.device("cuda:0")) == 2 * GB
