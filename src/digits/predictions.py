"""The answers of a trained network to the test images, as the stage `evaluate` wrote them."""

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from digits.data.images import ImagesError, LabelledImages, check_tensor, load_tensors


def load_predictions(path: Path, test: LabelledImages, made_by: str) -> Float[Tensor, "n classes"]:
    """The logits for the test images.

    Args:
        path: the file.
        test: the test images, whose labels the file repeats.
        made_by: the stage that writes it, as in `evaluate@lenet`.

    Raises `ImagesError` where it is missing, damaged, not what it should be, or of other images.
    """
    tensors = load_tensors(path, {"logits", "labels"}, made_by=made_by)
    for name, dtype, shape in (
        ("labels", torch.int64, (len(test),)),
        ("logits", torch.float32, (len(test), len(test.classes))),
    ):
        check_tensor(path, tensors, name, dtype, shape, made_by=made_by)
    repair = f"make it with: dvc repro {made_by} --force"
    if not tensors["labels"].equal(test.labels):
        raise ImagesError(f"{path}: labels: are others than those of the test images; {repair}")
    if not tensors["logits"].isfinite().all():
        raise ImagesError(f"{path}: logits: should be finite numbers; {repair}")
    return tensors["logits"]
