"""Some images of a set: the right ones, and left where they lie until they are asked for."""

import os
import subprocess
import sys
from collections import Counter
from pathlib import Path

import pytest
import torch
from page_cache import leave_on_the_disk_alone
from synthetic import synthetic_digits

from digits.data.chosen_images import ChosenImages, as_chosen, parts
from digits.data.image_files import load_split_images
from digits.data.images import LabelledImages
from digits.data.split import split_indices
from digits.data.tensor_file import class_metadata
from digits.whole_file import write_tensors

linux = pytest.mark.skipif(sys.platform != "linux", reason="reads /proc/self/smaps")


def split_file(path: Path, data: LabelledImages) -> None:
    training, validation = split_indices(len(data), len(data) // 4, seed=0)
    tensors = {"images": data.images, "labels": data.labels}
    tensors |= {"training": training, "validation": validation}
    write_tensors(path, tensors, class_metadata(data.classes))


def mapped_kilobytes(path: Path) -> Counter[str]:
    """What Linux says of the pages of a file that this process has mapped."""
    found: Counter[str] = Counter()
    inside = False
    for line in Path("/proc/self/smaps").read_text(encoding="utf-8").splitlines():
        name, *values = line.split()
        if "-" in name:  # the first line of a mapping: its addresses; its file comes last
            inside = values[-1] == str(path)
        elif inside and values[-1:] == ["kB"]:
            found[name.removesuffix(":")] += int(values[0])
    return found


def test_images_and_labels_are_those_at_the_places(digits_200: LabelledImages) -> None:
    places = torch.tensor([7, 3, 199, 0])
    chosen = ChosenImages(digits_200, places)
    assert len(chosen) == 4
    assert chosen.classes == digits_200.classes
    assert chosen.images.equal(digits_200.images[places])
    assert chosen.labels.equal(digits_200.labels[places])
    indices = torch.tensor([2, 0, 2])
    assert chosen.pixels(indices).equal(digits_200.images[[199, 7, 199]])
    selected = chosen.select(indices)
    assert selected.images.equal(chosen.pixels(indices))
    assert selected.labels.equal(digits_200.labels[[199, 7, 199]])


def test_a_set_is_chosen_whole(digits_200: LabelledImages) -> None:
    chosen = as_chosen(digits_200)
    assert chosen.everything is digits_200
    assert chosen.images.equal(digits_200.images)
    assert as_chosen(chosen) is chosen


def test_the_parts_of_a_split_are_its_images(digits_200: LabelledImages, tmp_path: Path) -> None:
    path = tmp_path / "train.safetensors"
    split_file(path, digits_200)
    for part, indices in zip(
        parts(load_split_images(path)), split_indices(200, 50, seed=0), strict=True
    ):
        assert part.images.equal(digits_200.images[indices])
        assert part.labels.equal(digits_200.labels[indices])


@pytest.fixture
def on_disk(tmp_path: Path) -> Path:
    """The file of a split, none of it in memory."""
    path = tmp_path / "train.safetensors"
    split_file(path, synthetic_digits(2000, seed=0))
    leave_on_the_disk_alone(path)
    return path


@linux
def test_reading_batches_of_a_file_makes_no_copy_of_it(on_disk: Path) -> None:
    training, _ = parts(load_split_images(on_disk))
    for indices in torch.randperm(len(training)).split(100):
        training.pixels(indices)
    found = mapped_kilobytes(on_disk)
    assert found["Rss"] > 1000  # of 1568 kB: three quarters of the images were read
    assert found["Private_Dirty"] == found["Anonymous"] == 0


@linux
def test_processes_share_the_pages_of_a_file(on_disk: Path) -> None:
    everything = load_split_images(on_disk).everything
    total = int(everything.images.sum())
    reader = (
        "import sys; from safetensors.torch import load_file\n"
        "images = load_file(sys.argv[1])['images']\n"
        "print(int(images.sum()), flush=True); sys.stdin.read()"
    )
    with subprocess.Popen(  # noqa: S603 - this Python
        [sys.executable, "-c", reader, os.fspath(on_disk)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as other:
        assert other.stdin
        assert other.stdout
        assert int(other.stdout.readline()) == total
        shared = mapped_kilobytes(on_disk)
        other.stdin.close()
    assert shared["Rss"] > 1500
    assert shared["Shared_Clean"] > 0.9 * shared["Rss"]
    assert shared["Pss"] == pytest.approx(shared["Rss"] / 2, rel=0.1)  # two pay a half each
