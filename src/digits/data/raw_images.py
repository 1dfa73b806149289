"""A pair of IDX files, images and labels, as the networks need them."""

from pathlib import Path

from digits.data.idx import read_idx
from digits.data.images import CLASSES, SIDE, ImagesError, LabelledImages

_REPAIR = "see `dataset` in params.yaml, then: dvc repro download --force"


def read_labelled_images(images_file: Path, labels_file: Path) -> LabelledImages:
    """Read a pair of IDX files.

    Raises `ImagesError` where they hold no image, different numbers, another size than 28 × 28
    or a label over 9, and `IdxError` where one is no IDX file.
    """
    images, labels = read_idx(images_file, dimensions=3), read_idx(labels_file, dimensions=1)
    if images.shape[1:] != (SIDE, SIDE):
        raise ImagesError(
            f"{images_file}: images of {images.shape[1]} × {images.shape[2]} pixels;"
            f" the networks read {SIDE} × {SIDE}; {_REPAIR}"
        )
    if len(images) != len(labels) or len(images) == 0:
        raise ImagesError(
            f"{images_file} holds {len(images)} images, {labels_file} holds {len(labels)} labels;"
            f" there should be as many, and at least one; {_REPAIR}"
        )
    if int(labels.max()) >= CLASSES:
        raise ImagesError(
            f"{labels_file}: label {int(labels.max())}; the highest is {CLASSES - 1}; {_REPAIR}"
        )
    return LabelledImages(images.unsqueeze(1), labels.long())
