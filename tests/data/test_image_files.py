"""Files of images."""

from dataclasses import replace
from pathlib import Path

import pytest
import torch

from digits.data.chosen_images import parts
from digits.data.image_files import load_corrupted_images, load_split_images, load_test_images
from digits.data.images import ImagesError, LabelledImages
from digits.data.split import split_indices
from digits.data.tensor_file import class_metadata
from digits.whole_file import write_tensors


def write_split(path: Path, data: LabelledImages, validation_size: int) -> None:
    training, validation = split_indices(len(data), validation_size, seed=0)
    write_tensors(
        path,
        {
            "images": data.images,
            "labels": data.labels,
            "training": training,
            "validation": validation,
        },
        class_metadata(data.classes),
    )


def write_pair(path: Path, data: LabelledImages) -> None:
    tensors = {"images": data.images, "labels": data.labels}
    write_tensors(path, tensors, class_metadata(data.classes))


def equal(one: LabelledImages, other: LabelledImages) -> bool:
    return (
        torch.equal(one.images, other.images)
        and torch.equal(one.labels, other.labels)
        and one.classes == other.classes
    )


def test_the_names_of_the_classes_stay_with_the_images(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    names = ("一", "two words", *"23456789")
    named = replace(digits_200, classes=names)
    assert named.select(torch.tensor([7, 3])).classes == names
    path = tmp_path / "some.safetensors"
    write_pair(path, named)
    assert equal(load_test_images(path), named)
    write_split(path, named, 50)
    found = load_split_images(path)
    assert [each.classes for each in (found.everything, *parts(found))] == [names] * 3


@pytest.mark.parametrize(
    "metadata",
    [
        None,
        {"other": "[]"},
        {"classes": ""},
        {"classes": "["},
        {"classes": "[" * 100_000},
        {"classes": "[]"},
        {"classes": '"0123456789"'},
        {"classes": "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"},
    ],
    ids=lambda metadata: str(metadata)[:40],
)
def test_a_file_without_names_of_classes_is_refused(
    metadata: dict[str, str] | None, digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "some.safetensors"
    for name, load, stage in (
        ("images", load_test_images, "normalize"),
        ("fog", load_corrupted_images, "corrupt"),
    ):
        tensors = {name: digits_200.images, "labels": digits_200.labels}
        write_tensors(path, tensors, metadata)
        with pytest.raises(ImagesError) as caught:
            load(path)
        assert str(caught.value) == (
            f"{path}: doesn't say which classes there are; make it with: dvc repro {stage}"
        )


def test_a_label_beyond_the_named_classes_is_refused(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "some.safetensors"
    write_pair(path, replace(digits_200, classes=digits_200.classes[:9]))
    with pytest.raises(ImagesError, match="labels: found 9; should be from 0 to 8; make it with"):
        load_test_images(path)


@pytest.mark.parametrize("validation_size", [0, 1, 50, 199])
def test_a_split_set_is_read_back_as_it_was(
    validation_size: int, digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "new" / "folder" / "train.safetensors"
    write_split(path, digits_200, validation_size)
    found = load_split_images(path)
    training, validation = split_indices(200, validation_size, seed=0)
    assert equal(found.everything, digits_200)
    assert torch.equal(found.training_indices, training)
    assert torch.equal(found.validation_indices, validation)
    assert len(validation) == validation_size


def test_the_test_images_are_read_back_as_they_were(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "test.safetensors"
    write_pair(path, digits_200)
    assert equal(load_test_images(path), digits_200)


def test_the_same_tensors_are_the_same_bytes(digits_200: LabelledImages, tmp_path: Path) -> None:
    write_split(tmp_path / "one", digits_200, 50)
    write_split(tmp_path / "two", digits_200, 50)
    assert (tmp_path / "one").read_bytes() == (tmp_path / "two").read_bytes()


def test_a_missing_file_is_named_with_the_stage_that_makes_it(tmp_path: Path) -> None:
    path = tmp_path / "train.safetensors"
    with pytest.raises(ImagesError, match=r"make it with: dvc repro normalize$") as caught:
        load_split_images(path)
    assert str(caught.value).startswith(f"{path}: can't be read (No such file")


@pytest.mark.parametrize("kept", [0, 4, 8, 100, -1])
def test_a_damaged_file_is_named_with_the_stage_that_makes_it(
    kept: int, digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "test.safetensors"
    write_split(path, digits_200, 50)
    path.write_bytes(path.read_bytes()[:kept])
    with pytest.raises(ImagesError, match=r"is damaged .*dvc repro normalize$") as caught:
        load_test_images(path)
    assert str(caught.value).startswith(f"{path}: ")


def test_corrupted_images_are_read_back_with_their_labels(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "corrupted.safetensors"
    kinds = {"fog": 255 - digits_200.images, "blur": digits_200.images}
    metadata = class_metadata(digits_200.classes)
    write_tensors(path, {**kinds, "labels": digits_200.labels}, metadata)
    found = load_corrupted_images(path)
    assert list(found) == ["blur", "fog"]
    for kind, images in found.items():
        assert images.images.equal(kinds[kind])
        assert images.labels.equal(digits_200.labels)
        assert images.classes == digits_200.classes


def test_something_else_than_tensors_is_damaged(tmp_path: Path) -> None:
    path = tmp_path / "test.safetensors"
    path.write_text("<html>no tensors here</html>")
    with pytest.raises(ImagesError, match="is damaged"):
        load_test_images(path)


def test_a_missing_tensor_is_named_with_the_stage_that_makes_it(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    path = tmp_path / "train.safetensors"
    write_pair(path, digits_200)
    with pytest.raises(ImagesError) as caught:
        load_split_images(path)
    assert str(caught.value) == (
        f"{path}: holds no ['training', 'validation']; make it with: dvc repro normalize"
    )


def test_sets_of_no_image_are_refused(digits_200: LabelledImages, tmp_path: Path) -> None:
    path = tmp_path / "some.safetensors"
    none = digits_200.select(torch.arange(0))
    metadata = class_metadata(none.classes)
    write_pair(path, none)
    with pytest.raises(ImagesError, match="images: holds no image; make it with: dvc repro norm"):
        load_test_images(path)
    write_tensors(path, {"fog": none.images, "labels": none.labels}, metadata)
    with pytest.raises(ImagesError, match="fog: holds no image; make it with: dvc repro corrupt"):
        load_corrupted_images(path)
    write_tensors(path, {"labels": digits_200.labels}, metadata)
    with pytest.raises(ImagesError, match="holds no images; make it with: dvc repro corrupt"):
        load_corrupted_images(path)


def test_a_split_that_leaves_nothing_to_train_on_is_refused(
    digits_200: LabelledImages, tmp_path: Path
) -> None:
    tensors = {
        "images": digits_200.images,
        "labels": digits_200.labels,
        "training": torch.arange(0),
        "validation": torch.arange(200),
    }
    write_tensors(tmp_path / "images", tensors, class_metadata(digits_200.classes))
    with pytest.raises(ImagesError) as refused:
        load_split_images(tmp_path / "images")
    assert str(refused.value) == (
        f"{tmp_path / 'images'}: training: holds no image; make it with: dvc repro normalize"
    )


SPOILT = {
    "images of other sides": ("images", torch.zeros(9, 1, 28, 27, dtype=torch.uint8)),
    "images of other numbers": ("images", torch.zeros(9, 1, 28, 28)),
    "more images than labels": ("images", torch.zeros(10, 1, 28, 28, dtype=torch.uint8)),
    "labels of other numbers": ("labels", torch.zeros(9, dtype=torch.int32)),
    "labels in a column": ("labels", torch.zeros(9, 1, dtype=torch.int64)),
    "a label below all": ("labels", torch.arange(9) - 1),
    "a label above all": ("labels", torch.arange(9) + 2),
    "places of other numbers": ("training", torch.arange(6, dtype=torch.int32)),
    "places in a column": ("validation", torch.arange(3)[:, None]),
    "a place below all": ("training", torch.arange(6) - 1),
    "a place above all": ("validation", torch.arange(7, 10)),
}
SAID = {
    "images of other sides": "found torch.uint8 of shape [9, 1, 28, 27]; should be torch.uint8 of"
    " shape [9, 1, 28, 28]",
    "images of other numbers": "found torch.float32 of shape [9, 1, 28, 28]; should be torch.uint8"
    " of shape [9, 1, 28, 28]",
    "more images than labels": "found torch.uint8 of shape [10, 1, 28, 28]; should be torch.uint8"
    " of shape [9, 1, 28, 28]",
    "labels of other numbers": "found torch.int32 of shape [9]; should be torch.int64 of shape [9]",
    "labels in a column": "found torch.int64 of shape [9, 1]; should be torch.int64 of shape [9]",
    "a label below all": "found -1; should be from 0 to 9",
    "a label above all": "found 10; should be from 0 to 9",
    "places of other numbers": "found torch.int32 of shape [6]; should be torch.int64 of shape [6]",
    "places in a column": "found torch.int64 of shape [3, 1]; should be torch.int64 of shape [3]",
    "a place below all": "found -1; should be from 0 to 8",
    "a place above all": "found 9; should be from 0 to 8",
}


@pytest.mark.parametrize("kind", SPOILT)
def test_tensors_that_fit_no_images_are_refused_with_what_they_should_be(
    kind: str, tmp_path: Path
) -> None:
    path = tmp_path / "train.safetensors"
    name, tensor = SPOILT[kind]
    good = {
        "images": torch.zeros(9, 1, 28, 28, dtype=torch.uint8),
        "labels": torch.arange(9),
        "training": torch.arange(6),
        "validation": torch.arange(6, 9),
    }
    write_tensors(path, good | {name: tensor}, class_metadata(tuple("0123456789")))
    with pytest.raises(ImagesError) as refused:
        load_split_images(path)
    assert str(refused.value) == f"{path}: {name}: {SAID[kind]}; make it with: dvc repro normalize"
