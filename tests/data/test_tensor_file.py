"""Files of tensors that stages pass on."""

import json
import mmap
import struct
import sys
from pathlib import Path

import psutil
import pytest
import torch
from safetensors.torch import load_file, save_file

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


TYPES = {
    torch.bool: [True, False, True],
    torch.bfloat16: [0.5, -2, 3],
    torch.float16: [0.5, -2, 3],
    **{dtype: [1, 0, 200] for dtype in (torch.uint8, torch.int16, torch.int32, torch.int64)},
    **{dtype: [1e-3, -2, 1e30] for dtype in (torch.float32, torch.float64)},
    torch.int8: [-128, 0, 127],
}


def test_every_type_and_shape_is_read_as_safetensors_reads_it(tmp_path: Path) -> None:
    path = tmp_path / "some.safetensors"
    tensors = {f"{dtype}": torch.tensor([values], dtype=dtype) for dtype, values in TYPES.items()}
    tensors |= {"number": torch.tensor(3.5), "none": torch.zeros(2, 0, 3)}
    save_file(tensors, path, {"about": "them"})
    found = TensorFile.load(path, set(tensors), made_by="normalize")
    assert found.metadata == {"about": "them"}
    expected = load_file(path)
    assert found.tensors.keys() == expected.keys()
    for name, tensor in expected.items():
        assert found.tensors[name].dtype == tensor.dtype
        assert found.tensors[name].equal(tensor)


def test_numbers_of_a_type_that_no_stage_writes_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "some.safetensors"
    save_file({"logits": torch.zeros(2, dtype=torch.complex64)}, path)
    with pytest.raises(ImagesError, match=r"holds numbers of type C64.*dvc repro evaluate"):
        TensorFile.load(path, {"logits"}, made_by="evaluate")


def test_what_is_written_to_a_tensor_does_not_reach_the_file(tmp_path: Path) -> None:
    path = tmp_path / "some.safetensors"
    write_tensors(path, {"images": torch.zeros(5)})
    before = path.read_bytes()
    TensorFile.load(path, {"images"}, made_by="normalize").tensors["images"].fill_(1)
    assert path.read_bytes() == before


@pytest.mark.skipif(sys.platform != "linux", reason="asks Linux to map more than there is")
def test_a_file_larger_than_memory_can_be_read(tmp_path: Path) -> None:
    path = tmp_path / "train.safetensors"
    size = psutil.virtual_memory().total + psutil.swap_memory().total + mmap.PAGESIZE
    about = {"images": {"dtype": "U8", "shape": [size], "data_offsets": [0, size]}}
    header = json.dumps(about).encode()
    with path.open("wb") as file:
        file.write(struct.pack("<Q", len(header)) + header)
        file.truncate(8 + len(header) + size)  # all zeros, which take no space on the disk
        file.seek(-1, 2)
        file.write(b"\7")
    images = TensorFile.load(path, {"images"}, made_by="normalize").tensors["images"]
    assert images.shape == (size,)
    assert images[:3].tolist() == [0, 0, 0]
    assert images[-1] == 7
