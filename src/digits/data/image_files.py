"""The files of images that stages pass on, read and checked."""

from pathlib import Path

import torch

from digits.data.images import SIDE, LabelledImages, SplitImages
from digits.data.tensor_file import TensorFile


def load_split_images(path: Path) -> SplitImages:
    """Read the training images as `normalize` split them.

    Raises `ImagesError` where the file is missing, damaged or not what it should be.
    """
    names = {"images", "labels", "training", "validation"}
    file = TensorFile.load(path, names, made_by="normalize")
    everything = _labelled(file, "images")
    for name in ("training", "validation"):
        file.check(name, torch.int64, (file.tensors[name].numel(),))
        file.check_range(name, len(everything))
    if not len(file.tensors["training"]):
        raise file.mistake("training: holds no image")
    return SplitImages(everything, file.tensors["training"], file.tensors["validation"])


def load_test_images(path: Path) -> LabelledImages:
    """The test images. Results are told and drawn from them; nothing is chosen by them.

    Raises `ImagesError` where the file is missing, damaged or not what it should be.
    """
    file = TensorFile.load(path, {"images", "labels"}, made_by="normalize")
    return _labelled(file, "images")


def load_corrupted_images(path: Path) -> dict[str, LabelledImages]:
    """The same test images under each corruption, by its name.

    Raises `ImagesError` where the file is missing, damaged or not what it should be.
    """
    file = TensorFile.load(path, {"labels"}, made_by="corrupt")
    names = sorted(file.tensors.keys() - {"labels"})
    if not names:
        raise file.mistake("holds no images")
    return {name: _labelled(file, name) for name in names}


def _labelled(file: TensorFile, images: str) -> LabelledImages:
    count = file.tensors["labels"].numel()
    file.check("labels", torch.int64, (count,))
    classes = file.classes()
    file.check_range("labels", len(classes))
    file.check(images, torch.uint8, (count, 1, SIDE, SIDE))
    if count == 0:
        raise file.mistake(f"{images}: holds no image")
    return LabelledImages(file.tensors[images], file.tensors["labels"], classes)
