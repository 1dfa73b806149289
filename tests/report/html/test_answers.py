"""What the networks answered."""

from pathlib import Path

import pytest
import torch

from digits.data.images import ImagesError, LabelledImages
from digits.report.html.answers import read_answers
from digits.whole_file import write_tensors

# Three answers by hand: to image 0, wrong; to 1, right; to 2, wrong and less sure than to 0.
LOGITS = torch.zeros(3, 10)
LOGITS[0, 4], LOGITS[1, 1], LOGITS[2, 9] = 5.0, 3.0, 2.0
TEST = LabelledImages(torch.zeros(3, 1, 28, 28, dtype=torch.uint8), torch.tensor([0, 1, 2]))


def test_answers_are_read_by_model(tmp_path: Path) -> None:
    for model, logits in (("one", LOGITS), ("other", -LOGITS)):
        tensors = {"logits": logits, "labels": TEST.labels}
        write_tensors(tmp_path / f"{model}.safetensors", tensors)
    read = read_answers(tmp_path, ["other", "one"], TEST)
    assert list(read) == ["other", "one"]
    assert read["one"].predicted.tolist() == [4, 1, 9]


def test_a_missing_file_is_named_with_the_stage_that_makes_it(tmp_path: Path) -> None:
    with pytest.raises(ImagesError, match=r"mlp\.safetensors: can't be read .*evaluate@mlp"):
        read_answers(tmp_path, ["mlp"], TEST)
