"""The choice of a device, and what is set up before the first computation."""

import json
import os
import subprocess
import sys

import pytest
import torch
from pydantic import ValidationError
from recipes import recipe

from digits.device import DeviceError, choose_device

# In a process of its own: neither denormals nor the allocator's options can be put back.
PROGRAM = """
import json, os, sys, torch
from digits.device import set_up_arithmetic
def resident():
    return int(open("/proc/self/statm").read().split()[1]) * os.sysconf("SC_PAGE_SIZE")
def keeps_freed_memory():
    block = torch.ones(50_000_000)  # 200 MB
    held = resident()
    del block
    return resident() > held - 100_000_000
denormal = torch.tensor(1e-39)
before = (denormal * 0.5).item()
set_up_arithmetic(3)
print(json.dumps({
    "threads": torch.get_num_threads(),
    "deterministic": torch.are_deterministic_algorithms_enabled(),
    "only warns": torch.is_deterministic_algorithms_warn_only_enabled(),
    "fills new memory": torch.utils.deterministic.fill_uninitialized_memory,
    "cublas": os.environ["CUBLAS_WORKSPACE_CONFIG"],
    "denormals before": before > 0,
    "denormals after": (denormal * 0.5).item() > 0,
    "keeps freed memory": keeps_freed_memory() if sys.platform == "linux" else None,
}))
"""


@pytest.fixture
def machine(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """As if there were so many CUDA devices, and an MPS device or none."""
    gpus, mps = request.param
    monkeypatch.setattr(torch.cuda, "device_count", lambda: gpus)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: mps)


def chosen(wanted: str) -> str:
    return str(choose_device(wanted, "evaluation.device"))


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("machine", "wanted", "expected"),
    [
        ((0, False), "auto", "cpu"),
        ((2, False), "auto", "cuda"),
        ((0, True), "auto", "mps"),
        ((1, True), "auto", "cuda"),
        ((2, True), "cpu", "cpu"),
        ((1, False), "cuda", "cuda"),
        ((2, False), "cuda:1", "cuda:1"),
        ((0, True), "mps", "mps"),
    ],
    indirect=["machine"],
)
def test_takes_what_is_asked_for_and_the_best_there_is_on_auto(wanted: str, expected: str) -> None:
    assert chosen(wanted) == expected


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("machine", "wanted"),
    [
        ((0, False), "cuda"),
        ((0, False), "cuda:0"),
        ((0, False), "cuda:99"),
        ((1, False), "cuda:1"),
        ((1, False), "mps"),
    ],
    indirect=["machine"],
)
def test_a_device_that_is_not_there_is_refused_by_its_name(wanted: str) -> None:
    with pytest.raises(DeviceError, match=rf"^params\.yaml: evaluation\.device: found '{wanted}'"):
        choose_device(wanted, "evaluation.device")


# torch counts devices in eight bits: it takes cuda:256 for cuda:0.
@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize("machine", [(1, False)], indirect=True)
@pytest.mark.parametrize("wanted", ["cuda:128", "cuda:256", "cuda:999", "cuda:007", "cuda:\u0663"])
def test_a_number_that_torch_would_misread_is_refused_with_the_params_or_here(wanted: str) -> None:
    with pytest.raises((ValidationError, DeviceError)):
        choose_device(recipe(device=wanted).device, "training.device")


@pytest.mark.usefixtures("machine")
@pytest.mark.parametrize(
    ("machine", "there"),
    [((0, False), "cpu"), ((3, False), "cpu, cuda:0, cuda:1, cuda:2"), ((0, True), "cpu, mps")],
    indirect=["machine"],
)
def test_the_message_says_what_there_is(there: str) -> None:
    with pytest.raises(DeviceError) as refused:
        choose_device("cuda:3", "evaluation.device")
    assert str(refused.value) == (
        f"params.yaml: evaluation.device: found 'cuda:3'; this machine has {there};"
        " write auto or one of these"
    )


def test_sets_a_process_up_for_the_same_bytes_at_full_speed() -> None:
    environment = {k: v for k, v in os.environ.items() if k != "CUBLAS_WORKSPACE_CONFIG"}
    finished = subprocess.run(  # noqa: S603 - our own program
        [sys.executable, "-c", PROGRAM],
        env=environment,
        capture_output=True,
        text=True,
        check=True,
    )
    assert json.loads(finished.stdout) == {
        "threads": 3,
        "deterministic": True,
        "only warns": False,
        "fills new memory": False,
        "cublas": ":4096:8",
        "denormals before": True,
        "denormals after": False,
        "keeps freed memory": True if sys.platform == "linux" else None,
    }
