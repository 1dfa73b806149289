"""The state of several processes is the first one's file: a group of one process has it so."""

from collections.abc import Iterator
from pathlib import Path

import pytest
import torch
import torch.distributed as dist

from digits.resume.state_file import DamagedStateError, TrainingState
from digits.training.distributed.state_file import CommonStateFile

STATE = TrainingState({"weights": torch.tensor([0.5, -2.0])}, {"epoch": 3})


@pytest.fixture
def file(tmp_path: Path) -> Iterator[CommonStateFile]:
    address = (tmp_path / "group").as_uri()
    dist.init_process_group("gloo", init_method=address, rank=0, world_size=1)
    yield CommonStateFile(tmp_path / "run", "f" * 64)
    dist.destroy_process_group()


def _second() -> int:
    return 1


def test_the_first_process_reads_what_it_wrote(file: CommonStateFile) -> None:
    assert file.read() is None
    file.write(STATE)
    found = file.read()
    assert found is not None
    assert found.record == STATE.record
    assert found.tensors["weights"].equal(STATE.tensors["weights"])
    file.remove()
    assert file.read() is None


def test_what_is_damaged_is_said_as_the_file_itself_says_it(file: CommonStateFile) -> None:
    file.write(STATE)
    file.path.write_bytes(file.path.read_bytes()[:-1])
    with pytest.raises(DamagedStateError) as alone:
        super(CommonStateFile, file).read()
    with pytest.raises(DamagedStateError) as together:
        file.read()
    assert str(together.value) == str(alone.value)
    assert str(file.path) in str(together.value)


def test_another_process_leaves_the_disk_alone(
    file: CommonStateFile, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(dist, "get_rank", _second)
    file.write(STATE)
    assert not file.path.exists()
    file.path.parent.mkdir()
    file.path.write_bytes(b"damaged")
    assert file.read() is None  # what it is sent, not what lies there
    file.remove()
    assert file.path.exists()
