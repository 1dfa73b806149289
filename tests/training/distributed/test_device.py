"""Each process of a machine has a GPU of its own, or all are told that there are too few."""

from unittest.mock import Mock

import pytest
import torch
import torch.distributed as dist

from digits.device import DeviceError
from digits.training.distributed.processes import SeveralProcesses


def process(place: int, gpus: int, monkeypatch: pytest.MonkeyPatch) -> SeveralProcesses:
    """One of two on a machine with so many GPUs."""
    monkeypatch.setattr(dist, "get_world_size", Mock(return_value=2))
    monkeypatch.setattr(dist, "get_rank", Mock(return_value=place))
    monkeypatch.setenv("LOCAL_WORLD_SIZE", "2")
    monkeypatch.setenv("LOCAL_RANK", str(place))
    monkeypatch.setattr(torch.cuda, "device_count", Mock(return_value=gpus))
    monkeypatch.setattr(torch.cuda, "set_device", Mock())
    return SeveralProcesses()


@pytest.mark.parametrize("place", [0, 1])
@pytest.mark.parametrize("wanted", ["cuda", "auto"])
def test_each_has_its_own(place: int, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    found = process(place, 2, monkeypatch).device(wanted)
    assert found == torch.device("cuda", place)


@pytest.mark.parametrize("place", [0, 1])  # one that isn't told would wait for the other
@pytest.mark.parametrize("wanted", ["cuda", "auto"])
def test_both_are_told_of_too_few(place: int, wanted: str, monkeypatch: pytest.MonkeyPatch) -> None:
    message = r"launcher\.processes: found 2, 2 of them on this machine, which has 1 GPU; lower it"
    with pytest.raises(DeviceError, match=message):
        process(place, 1, monkeypatch).device(wanted)


def test_the_cpu_is_shared_whatever_gpus_there_are(monkeypatch: pytest.MonkeyPatch) -> None:
    assert process(1, 1, monkeypatch).device("cpu").type == "cpu"
