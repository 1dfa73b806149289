"""A state is read back as it was written, or not at all."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
import torch
from safetensors import safe_open
from safetensors.torch import save_file

from digits.resume.state_file import (
    DamagedStateError,
    StateFile,
    TrainingState,
    remove_states,
)

STATE = TrainingState(
    {"weights": torch.tensor([0.1, -0.0, 1e-40]), "random": torch.arange(5, dtype=torch.uint8)},
    {"history": [{"loss": 0.1 + 0.2, "validation": None}], "epoch": 3},
)


@pytest.fixture
def file(tmp_path: Path) -> StateFile:
    return StateFile(tmp_path / "run", "f" * 64)


def test_there_is_none_before_the_first(file: StateFile) -> None:
    assert file.read() is None


def test_reads_what_was_written_bit_by_bit(file: StateFile) -> None:
    file.write(STATE)
    found = file.read()
    assert found is not None
    assert found.record == STATE.record
    assert set(found.tensors) == set(STATE.tensors)
    for name, tensor in STATE.tensors.items():
        assert found.tensors[name].dtype == tensor.dtype
        assert found.tensors[name].numpy().tobytes() == tensor.numpy().tobytes()


def test_the_last_one_counts(file: StateFile) -> None:
    file.write(TrainingState({}, {"epoch": 1}))
    file.write(TrainingState({}, {"epoch": 2}))
    found = file.read()
    assert found is not None
    assert found.record == {"epoch": 2}
    assert [path.name for path in file.folder.iterdir()] == [file.path.name]


def test_another_fingerprint_finds_none(file: StateFile) -> None:
    file.write(STATE)
    assert StateFile(file.folder, "e" * 64).read() is None


def test_the_file_of_another_fingerprint_is_not_believed(file: StateFile) -> None:
    other = StateFile(file.folder, "e" * 64)
    other.write(STATE)
    other.path.rename(file.path)
    with pytest.raises(DamagedStateError):
        file.read()


def test_a_file_cut_short_anywhere_is_damaged(file: StateFile) -> None:
    file.write(STATE)
    content = file.path.read_bytes()
    for length in range(len(content)):
        file.path.write_bytes(content[:length])
        with pytest.raises(DamagedStateError, match=file.path.name):
            file.read()


def test_one_changed_byte_anywhere_in_the_content_is_damage(file: StateFile) -> None:
    file.write(STATE)
    content = file.path.read_bytes()
    # Of the header, only some bytes matter: what was padding may become another white space.
    begin = 8 + int.from_bytes(content[:8], "little")
    assert begin < len(content)
    for place in range(begin, len(content)):
        changed = bytearray(content)
        changed[place] ^= 1
        file.path.write_bytes(changed)
        with pytest.raises(DamagedStateError, match="checksum"):
            file.read()


@pytest.mark.parametrize("metadata", [None, {"record": "{}"}, {"record": "{}", "checksum": ""}])
def test_a_file_without_its_checksum_is_damaged(
    metadata: dict[str, str] | None, file: StateFile
) -> None:
    file.folder.mkdir()
    save_file({"weights": torch.zeros(2)}, file.path, metadata)
    with pytest.raises(DamagedStateError, match="checksum"):
        file.read()


def test_removes_its_own_and_leaves_those_of_other_params(file: StateFile) -> None:
    other = StateFile(file.folder, "e" * 64)
    file.write(STATE)
    other.write(STATE)
    file.remove()
    file.remove()  # where there is none, there is nothing to do
    assert list(file.folder.iterdir()) == [other.path]


def test_removes_every_state_of_the_run_and_nothing_else(file: StateFile) -> None:
    file.write(STATE)
    StateFile(file.folder, "e" * 64).write(STATE)
    (file.folder / f".{file.path.name}.part").write_bytes(b"left behind")
    (file.folder / "lock").touch()
    remove_states(file.folder)
    assert [path.name for path in file.folder.iterdir()] == ["lock"]


WRITER = """
import sys, torch
from pathlib import Path
from digits.resume.state_file import StateFile, TrainingState
file = StateFile(Path(sys.argv[1]), "f" * 64)
for number in range(1_000_000):
    file.write(TrainingState({"all": torch.full((50_000,), float(number))}, {"number": number}))
"""


# Only how the bytes reach the temporary file is other than in tests/test_whole_file.py.
@pytest.mark.soak
def test_a_process_killed_while_it_writes_leaves_a_whole_state(file: StateFile) -> None:
    for round_ in range(4):
        with subprocess.Popen([sys.executable, "-c", WRITER, str(file.folder)]) as writer:  # noqa: S603 - our own program
            while not file.path.exists():
                assert writer.poll() is None
                time.sleep(0.01)
            time.sleep(0.03 * round_)
            os.kill(writer.pid, signal.SIGKILL)
        found = file.read()
        assert found is not None
        assert (found.tensors["all"] == found.record["number"]).all()
        remove_states(file.folder)


def test_the_record_is_plain_json(file: StateFile) -> None:
    with pytest.raises(TypeError):
        file.write(TrainingState({}, {"path": Path("no JSON")}))
    file.write(STATE)
    with safe_open(file.path, framework="pt") as opened:
        assert json.loads(opened.metadata()["record"]) == STATE.record
