"""Files of tensors that stages pass on."""

from pathlib import Path

import pytest
import torch

from digits.data.images import ImagesError
from digits.data.tensor_file import TensorFile
from digits.whole_file import write_tensors


def test_tensors_laid_out_in_another_order_keep_their_values(tmp_path: Path) -> None:
    matrix = torch.arange(6.0).reshape(2, 3)
    write_tensors(tmp_path / "some.safetensors", {"turned": matrix.t()})
    found = TensorFile.load(tmp_path / "some.safetensors", {"turned"}, made_by="evaluate")
    assert torch.equal(found.tensors["turned"], matrix.t())


def test_a_folder_in_place_of_a_file_is_a_mistake_that_a_user_can_mend(tmp_path: Path) -> None:
    with pytest.raises(ImagesError, match="dvc repro evaluate"):
        TensorFile.load(tmp_path, {"logits"}, made_by="evaluate")
