"""The answers of a trained network to the test images, as the stage `evaluate` wrote them."""

from pathlib import Path

import torch
from jaxtyping import Float
from torch import Tensor

from digits.data.images import LabelledImages
from digits.data.tensor_file import TensorFile


def load_predictions(path: Path, test: LabelledImages, made_by: str) -> Float[Tensor, "n classes"]:
    """The logits for the test images.

    Args:
        path: the file.
        test: the test images, whose labels the file repeats.
        made_by: the stage that writes it, as in `evaluate@lenet`.

    Raises `ImagesError` where it is missing, damaged, not what it should be, or of other images.
    """
    file = TensorFile.load(path, {"logits", "labels"}, made_by=made_by)
    file.check("labels", torch.int64, (len(test),))
    file.check("logits", torch.float32, (len(test), len(test.classes)))
    if not file.tensors["labels"].equal(test.labels):
        raise file.mistake("labels: are others than those of the test images")
    if not file.tensors["logits"].isfinite().all():
        raise file.mistake("logits: should be finite numbers")
    return file.tensors["logits"]
