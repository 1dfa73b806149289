"""Pairs of IDX files: images and labels must fit each other and the networks."""

from pathlib import Path

import pytest
import torch
from synthetic import idx_bytes
from torch import Tensor

from digits.data.idx import IdxError
from digits.data.images import ImagesError, LabelledImages
from digits.data.raw_images import read_labelled_images

SIX_LABELS = torch.tensor([3, 9, 0, 5, 0, 1], dtype=torch.uint8)


def pixels(*shape: int) -> Tensor:
    return torch.arange(torch.Size(shape).numel()).to(torch.uint8).reshape(shape)


def read(folder: Path, images: Tensor, labels: Tensor) -> LabelledImages:
    (folder / "images").write_bytes(idx_bytes(images))
    (folder / "labels").write_bytes(idx_bytes(labels))
    return read_labelled_images(folder / "images", folder / "labels")


def test_images_keep_their_order_and_their_labels(tmp_path: Path) -> None:
    images = pixels(6, 28, 28)
    found = read(tmp_path, images, SIX_LABELS)
    assert torch.equal(found.images[:, 0], images)
    assert found.labels.tolist() == SIX_LABELS.tolist()
    assert (found.images.dtype, found.labels.dtype) == (torch.uint8, torch.int64)
    assert found.images.shape == (6, 1, 28, 28)


@pytest.mark.parametrize(
    ("images", "labels", "said"),
    [
        (pixels(5, 28, 28), SIX_LABELS, "holds 5 images, .*labels holds 6 labels"),
        (pixels(7, 28, 28), SIX_LABELS, "holds 7 images, .*labels holds 6 labels"),
        (pixels(0, 28, 28), SIX_LABELS, "holds 0 images, .*labels holds 6 labels"),
        (pixels(0, 28, 28), SIX_LABELS[:0], "holds 0 images, .*at least one"),
        (pixels(6, 28, 27), SIX_LABELS, "28 × 27 pixels; the networks read 28 × 28"),
        (pixels(6, 14, 56), SIX_LABELS, "14 × 56 pixels; the networks read 28 × 28"),
        (pixels(6, 28, 28), SIX_LABELS + 1, "labels: label 10; the highest is 9"),
        (pixels(6, 28, 28), SIX_LABELS | 128, "labels: label 137; the highest is 9"),
    ],
)
def test_what_does_not_fit_is_refused(
    images: Tensor, labels: Tensor, said: str, tmp_path: Path
) -> None:
    with pytest.raises(ImagesError, match=said) as caught:
        read(tmp_path, images, labels)
    assert str(caught.value).startswith(str(tmp_path))


def test_files_in_the_wrong_order_are_refused(tmp_path: Path) -> None:
    read(tmp_path, pixels(6, 28, 28), SIX_LABELS)
    with pytest.raises(IdxError, match="labels: "):
        read_labelled_images(tmp_path / "labels", tmp_path / "images")
