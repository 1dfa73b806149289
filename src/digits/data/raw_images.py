"""The raw files of a dataset, as the networks need them: upright images, labels from 0."""

from pathlib import Path

from jaxtyping import Int64, UInt8
from torch import Tensor

from digits.data.form import MNIST_FORM, Form
from digits.data.idx import read_idx, read_idx_integers
from digits.data.images import SIDE, ImagesError, LabelledImages
from digits.data.published import published
from digits.data.raw_files import TEST_IMAGES, TEST_LABELS, TRAIN_IMAGES, TRAIN_LABELS
from digits.params.dataset import MOST_CLASSES, Dataset

_REPAIR = "see `dataset` in params.yaml, then: dvc repro download --force"


def read_raw_images(folder: Path, dataset: Dataset) -> tuple[LabelledImages, LabelledImages]:
    """Read the training and the test images of a dataset.

    The names of the classes are those of params.yaml, or else the published ones, or else the
    labels themselves, up to the highest that there is.

    Raises `ImagesError` where the files hold no image, different numbers, another size than 28 × 28
    or a label beyond the classes, and `IdxError` where one is no IDX file.
    """
    known = published(dataset)
    form = known.form if known else MNIST_FORM
    images_of_train, labels_of_train = _read(folder / TRAIN_IMAGES, folder / TRAIN_LABELS, form)
    images_of_test, labels_of_test = _read(folder / TEST_IMAGES, folder / TEST_LABELS, form)
    highest = int(max(labels_of_train.max(), labels_of_test.max()))
    if dataset.classes:
        classes = tuple(dataset.classes)
    elif known:
        classes = known.classes
    else:
        classes = tuple(map(str, range(max(highest, 1) + 1)))
    for path, labels in (
        (folder / TRAIN_LABELS, labels_of_train),
        (folder / TEST_LABELS, labels_of_test),
    ):
        _check_labels(path, labels, min(len(classes), MOST_CLASSES), form)
    return (
        LabelledImages(images_of_train, labels_of_train, classes),
        LabelledImages(images_of_test, labels_of_test, classes),
    )


def _read(
    images_file: Path, labels_file: Path, form: Form
) -> tuple[UInt8[Tensor, "n 1 28 28"], Int64[Tensor, " n"]]:
    images = read_idx(images_file, dimensions=3)
    if form.labels_in_columns:
        labels = _first_column(labels_file)
    else:
        labels = read_idx(labels_file, dimensions=1).long()
    if images.shape[1:] != (SIDE, SIDE):
        raise ImagesError(
            f"{images_file}: images of {images.shape[1]} × {images.shape[2]} pixels;"
            f" the networks read {SIDE} × {SIDE}; {_REPAIR}"
        )
    if len(images) != len(labels) or len(images) == 0:
        raise ImagesError(
            f"{images_file} holds {len(images)} images, {labels_file} holds {len(labels)} labels;"
            f" there should be as many labels as images, and at least one; {_REPAIR}"
        )
    if form.transposed:
        images = images.transpose(1, 2).contiguous()
    return images.unsqueeze(1), labels - form.first_label


def _first_column(path: Path) -> Int64[Tensor, " n"]:
    columns = read_idx_integers(path, dimensions=2)
    if columns.shape[1] == 0:
        raise ImagesError(f"{path}: rows of no number; the first should be the label; {_REPAIR}")
    return columns[:, 0].long()


def _check_labels(path: Path, labels: Int64[Tensor, " n"], count: int, form: Form) -> None:
    for label in (int(labels.min()), int(labels.max())):
        if not 0 <= label < count:
            first = form.first_label
            raise ImagesError(
                f"{path}: label {label + first}; they should be from {first} to"
                f" {count - 1 + first}, for {count} classes; {_REPAIR}"
            )
