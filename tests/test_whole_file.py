"""Files appear whole or not at all, and an error names the file and what it needs."""

import errno
import os
import re
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Generator
from contextlib import contextmanager
from pathlib import Path

import pytest
import torch
from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor, nn

from digits.whole_file import WriteError, write_tensors, write_text


def write_some_text(path: Path) -> None:
    write_text(path, "é" * 100_000)


def write_some_tensors(path: Path) -> None:
    write_tensors(path, {"zeros": torch.zeros(50_000)})


writers = pytest.mark.parametrize("write", [write_some_text, write_some_tensors])


@contextmanager
def largest_file(size: int) -> Generator[None]:
    """No file may become larger than so many bytes; writing stops there, as on a full disk."""
    before = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, before[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, before)


def test_text_is_written_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "new" / "folder" / "file"
    write_text(path, "a\nb\r\né\n")
    assert path.read_bytes() == "a\nb\r\né\n".encode()


def test_tensors_are_written_in_the_plain_layout(tmp_path: Path) -> None:
    path = tmp_path / "new" / "file.safetensors"
    image = torch.rand(2, 3, 4, 4).to(memory_format=torch.channels_last)
    write_tensors(path, {"image": image.requires_grad_(), "part": image[:, 1:2]})
    found = load_file(path)
    assert torch.equal(found["image"], image)
    assert torch.equal(found["part"], image[:, 1:2])


def test_a_layer_of_two_names_is_written_under_both(tmp_path: Path) -> None:
    layer = nn.Linear(3, 4)
    network = nn.Sequential(layer, nn.ReLU(), layer)
    write_tensors(tmp_path / "file", network.state_dict())
    found = load_file(tmp_path / "file")
    assert set(found) == {"0.weight", "0.bias", "2.weight", "2.bias"}
    assert all(torch.equal(found[name], each) for name, each in network.state_dict().items())


def test_views_that_overlap_are_each_written_whole(tmp_path: Path) -> None:
    numbers = torch.arange(10.0)
    views = {
        "all": numbers,
        "inside": numbers[2:4],
        "nothing": numbers[5:5],
        "after": numbers[6:],
        "other type": numbers.view(torch.int32)[7:9],
    }
    write_tensors(tmp_path / "file", views)
    found = load_file(tmp_path / "file")
    assert sorted(found) == sorted(views)
    assert all(torch.equal(found[name], view) for name, view in views.items())


def test_what_shares_no_memory_is_not_copied(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    halves = torch.arange(10.0).split(5)
    tensors = {"b": torch.ones(3), "a": halves[1], "c": halves[0], "d": torch.zeros(0)}
    save_file(tensors, tmp_path / "expected")
    written: list[dict[str, Tensor]] = []

    def save(given: dict[str, Tensor], path: Path, metadata: object) -> None:
        assert metadata is None
        written.append(given)
        save_file(given, path)

    monkeypatch.setattr("digits.whole_file.save_file", save)
    write_tensors(tmp_path / "file", tensors)
    assert {name: each.data_ptr() for name, each in written[0].items()} == {
        name: each.data_ptr() for name, each in tensors.items()
    }
    assert (tmp_path / "file").read_bytes() == (tmp_path / "expected").read_bytes()


@writers
def test_nothing_else_is_left(write: Callable[[Path], None], tmp_path: Path) -> None:
    write(tmp_path / "file")
    write(tmp_path / "file")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@writers
def test_a_full_disk_leaves_the_file_before(write: Callable[[Path], None], tmp_path: Path) -> None:
    path = tmp_path / "file"
    path.write_text("before", encoding="utf-8")
    with largest_file(100_000), pytest.raises(WriteError) as caught:
        write(path)
    assert re.fullmatch(
        f"{path}: can't be written: File too large; it needs 200,[0-9]{{3}} bytes;"
        " `ulimit -f` shows how large a file may be, and a disk with FAT takes 4 GB",
        str(caught.value),
    )
    assert path.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


@writers
def test_a_file_in_place_of_a_folder_is_named(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    (tmp_path / "folder").touch()
    with pytest.raises(WriteError, match="folder/file: can't be written: "):
        write(tmp_path / "folder" / "file")


@writers
def test_a_folder_that_can_not_be_written_to_is_named(
    write: Callable[[Path], None], tmp_path: Path
) -> None:
    # /proc refuses new files to everyone, also to the superuser, whom no mode of a folder stops.
    del tmp_path
    with pytest.raises(WriteError, match="/proc/file: can't be written: "):
        write(Path("/proc/file"))


def test_an_error_that_is_not_the_systems_is_told_in_its_own_words(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def fail(*given: object) -> None:
        del given
        raise SafetensorError("a header too large")

    monkeypatch.setattr("digits.whole_file.save_file", fail)
    with pytest.raises(WriteError, match=r"file: can't be written: a header too large$"):
        write_some_tensors(tmp_path / "file")


@writers
def test_a_move_that_fails_leaves_the_file_before(
    write: Callable[[Path], None], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    path = tmp_path / "file"
    path.write_text("before", encoding="utf-8")

    def fail(part: Path, target: Path) -> None:
        assert target == path
        assert part.parent == path.parent  # on the same disk
        assert part.stat().st_size >= 200_000  # all of it, before anything is moved
        assert path.read_text(encoding="utf-8") == "before"
        raise OSError(errno.EIO, "never shown")

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(WriteError, match=r"file: can't be written: Input/output error$"):
        write(path)
    assert path.read_text(encoding="utf-8") == "before"
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


# For each line that it is sent, a child that writes until it is killed; importing takes seconds.
WRITERS = """
import os, sys
from pathlib import Path
from digits.whole_file import write_text
for _ in sys.stdin:
    child = os.fork()
    if not child:
        while True:
            for letter in "abc":
                write_text(Path(sys.argv[1]), letter * 3_000_000)
    print(child, flush=True)
    print(os.waitpid(child, 0)[1], flush=True)
"""


def test_a_process_killed_while_it_writes_leaves_the_file_before_or_after(tmp_path: Path) -> None:
    path = tmp_path / "file"
    command = [sys.executable, "-c", WRITERS, str(path)]
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) as parent:  # noqa: S603 - our own program
        assert parent.stdin is not None
        assert parent.stdout is not None
        for round_ in range(6):
            print("write", file=parent.stdin, flush=True)
            child = int(parent.stdout.readline())
            while not path.exists():
                assert Path(f"/proc/{child}").exists()
                time.sleep(0.001)
            time.sleep(0.007 * round_)
            os.kill(child, signal.SIGKILL)
            assert int(parent.stdout.readline()) == signal.SIGKILL  # and not an error's end
            content = path.read_text(encoding="utf-8")
            assert content in {letter * 3_000_000 for letter in "abc"}
            path.unlink()
