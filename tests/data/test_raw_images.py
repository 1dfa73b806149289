"""The raw files: images and labels must fit each other and the networks."""

from pathlib import Path

import pytest
import torch
from params_document import document
from synthetic import idx_bytes
from torch import Tensor

from digits.data.idx import IdxError
from digits.data.images import ImagesError, LabelledImages
from digits.data.raw_images import read_raw_images
from digits.params.dataset import MOST_CLASSES, Dataset

MNIST = Dataset.model_validate(document()["dataset"])
OWN = Dataset.model_validate({**document()["dataset"], "name": "own", "source": "mine"})
QMNIST = Dataset.model_validate({**document()["dataset"], "name": "qmnist"})
REPAIR = "see `dataset` in params.yaml, then: dvc repro download --force"
PARTS = ("train", "t10k")  # of which `read_raw_images` returns one each
SIX_LABELS = torch.tensor([3, 9, 0, 5, 0, 1], dtype=torch.uint8)


def pixels(*shape: int) -> Tensor:
    return torch.arange(torch.Size(shape).numel()).to(torch.uint8).reshape(shape)


def write(folder: Path, part: str, images: Tensor, labels: Tensor) -> None:
    (folder / f"{part}-images-idx3-ubyte").write_bytes(idx_bytes(images))
    (folder / f"{part}-labels-idx1-ubyte").write_bytes(idx_bytes(labels))


def read(folder: Path, part: str, images: Tensor, labels: Tensor) -> LabelledImages:
    """Read one part of a dataset whose other part is good."""
    for each in PARTS:
        write(folder, each, pixels(4, 28, 28), SIX_LABELS[:4])
    write(folder, part, images, labels)
    return read_raw_images(folder, MNIST)[PARTS.index(part)]


@pytest.mark.parametrize("part", PARTS)
def test_images_keep_their_order_and_their_labels(part: str, tmp_path: Path) -> None:
    images = pixels(6, 28, 28)
    found = read(tmp_path, part, images, SIX_LABELS)
    assert torch.equal(found.images[:, 0], images)
    assert found.labels.tolist() == SIX_LABELS.tolist()
    assert (found.images.dtype, found.labels.dtype) == (torch.uint8, torch.int64)
    assert found.images.shape == (6, 1, 28, 28)
    assert found.classes == tuple("0123456789")


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (pixels(5, 28, 28), SIX_LABELS, "holds 5 images, .*labels-idx1-ubyte holds 6 labels"),
        (pixels(7, 28, 28), SIX_LABELS, "holds 7 images, .*labels-idx1-ubyte holds 6 labels"),
        (pixels(0, 28, 28), SIX_LABELS, "holds 0 images, .*labels-idx1-ubyte holds 6 labels"),
        (pixels(0, 28, 28), SIX_LABELS[:0], "holds 0 images, .*at least one"),
        (pixels(6, 28, 27), SIX_LABELS, "28 × 27 pixels; the networks read 28 × 28"),
        (pixels(6, 14, 56), SIX_LABELS, "14 × 56 pixels; the networks read 28 × 28"),
        (
            pixels(6, 28, 28),
            SIX_LABELS + 1,
            "labels-idx1-ubyte: label 10; they should be from 0 to 9",
        ),
        (
            pixels(6, 28, 28),
            SIX_LABELS | 128,
            "labels-idx1-ubyte: label 128; they should be from 0 to 9",
        ),
    ],
)
def test_what_does_not_fit_is_refused(
    images: Tensor, labels: Tensor, said: str, part: str, tmp_path: Path
) -> None:
    with pytest.raises(ImagesError, match=said) as caught:
        read(tmp_path, part, images, labels)
    assert str(caught.value).startswith(f"{tmp_path}/{part}-")


@pytest.mark.parametrize("part", PARTS)
def test_files_in_the_wrong_order_are_refused(part: str, tmp_path: Path) -> None:
    read(tmp_path, part, pixels(6, 28, 28), SIX_LABELS)
    images, labels = sorted(tmp_path.glob(f"{part}-*"))
    content = images.read_bytes()
    labels.replace(images)
    labels.write_bytes(content)
    with pytest.raises(IdxError, match=f"{images.name}: "):
        read_raw_images(tmp_path, MNIST)


def refused(folder: Path, images: Tensor, labels: Tensor, dataset: Dataset = MNIST) -> str:
    """What is said of training images, after the folder of the file."""
    for part in PARTS:
        write(folder, part, pixels(4, 28, 28), SIX_LABELS[:4])
    write(folder, "train", images, labels)
    with pytest.raises(ImagesError) as caught:
        read_raw_images(folder, dataset)
    return str(caught.value).replace(f"{folder}/", "")


def test_a_refusal_ends_with_the_setting_and_the_command_that_mend_it(tmp_path: Path) -> None:
    images, labels = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
    assert refused(tmp_path, pixels(6, 28, 27), SIX_LABELS) == (
        f"{images}: images of 28 × 27 pixels; the networks read 28 × 28; {REPAIR}"
    )
    assert refused(tmp_path, pixels(5, 28, 28), SIX_LABELS) == (
        f"{images} holds 5 images, {labels} holds 6 labels; there should be as many labels as"
        f" images, and at least one; {REPAIR}"
    )
    assert refused(tmp_path, pixels(6, 28, 28), SIX_LABELS + 1) == (
        f"{labels}: label 10; they should be from 0 to 9, for 10 classes; {REPAIR}"
    )
    rows = torch.zeros(6, 0, dtype=torch.int32)
    assert refused(tmp_path, pixels(6, 28, 28), rows, QMNIST) == (
        f"{labels}: rows of no number; the first should be the label; {REPAIR}"
    )


@pytest.mark.parametrize(("highest", "count"), [(0, 2), (1, 2), (2, 3), (63, 64)])
def test_own_labels_without_names_are_their_own_and_there_are_two_at_least(
    highest: int, count: int, tmp_path: Path
) -> None:
    low, high = (torch.tensor([0, label], dtype=torch.uint8) for label in (0, highest))
    for order in ((low, high), (high, low)):
        for part, labels in zip(PARTS, order, strict=True):
            write(tmp_path, part, pixels(2, 28, 28), labels)
        for data in read_raw_images(tmp_path, OWN):
            assert data.classes == tuple(map(str, range(count)))


def test_own_labels_without_names_are_as_few_as_named_ones(tmp_path: Path) -> None:
    labels = torch.tensor([0, MOST_CLASSES], dtype=torch.uint8)
    assert refused(tmp_path, pixels(2, 28, 28), labels, OWN) == (
        f"train-labels-idx1-ubyte: label 64; they should be from 0 to 63, for 64 classes; {REPAIR}"
    )
