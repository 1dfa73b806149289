"""The answers that `evaluate` wrote, read back."""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from torch import Tensor

from digits.data.images import ImagesError, LabelledImages
from digits.predictions import load_predictions
from digits.whole_file import write_tensors

LABELS = torch.tensor([3, 1, 4])
TEST = LabelledImages(torch.zeros(3, 1, 28, 28, dtype=torch.uint8), LABELS)
LOGITS = torch.arange(30.0).reshape(3, 10)


def test_gives_the_logits_back(tmp_path: Path) -> None:
    write_tensors(tmp_path / "m.safetensors", {"logits": LOGITS, "labels": LABELS})
    found = load_predictions(tmp_path / "m.safetensors", TEST, made_by="evaluate@m")
    assert found.equal(LOGITS)


def test_there_is_a_logit_for_each_class(tmp_path: Path) -> None:
    path = tmp_path / "m.safetensors"
    write_tensors(path, {"logits": LOGITS[:, :6], "labels": LABELS})
    six = replace(TEST, classes=TEST.classes[:6])
    assert load_predictions(path, six, made_by="evaluate@m").equal(LOGITS[:, :6])
    with pytest.raises(ImagesError, match=r"logits: found .* \[3, 6\]; should be .* \[3, 10\]"):
        load_predictions(path, TEST, made_by="evaluate@m")


WRONG: dict[str, tuple[Callable[[Tensor], Tensor], Callable[[Tensor], Tensor]]] = {
    "labels: are others": (lambda logits: logits, lambda labels: labels.flip(0)),
    r"labels: found torch.int64 of shape \[2\]": (lambda logits: logits, lambda labels: labels[1:]),
    r"logits: found torch.float32 of shape \[3, 9\]": (
        lambda logits: logits[:, 1:],
        lambda labels: labels,
    ),
    "logits: should be finite": (lambda logits: logits / 0, lambda labels: labels),
}


@pytest.mark.parametrize("expected", WRONG)
def test_refuses_what_it_should_not_hold(expected: str, tmp_path: Path) -> None:
    of_logits, of_labels = WRONG[expected]
    path = tmp_path / "m.safetensors"
    write_tensors(path, {"logits": of_logits(LOGITS), "labels": of_labels(LABELS)})
    with pytest.raises(ImagesError, match=f"m.safetensors: {expected}.*dvc repro evaluate@m"):
        load_predictions(path, TEST, made_by="evaluate@m")
