"""The IDX format: what fits is read, what doesn't is refused with the name of the file."""

import math
import struct
from pathlib import Path

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from synthetic import idx_bytes
from torch import Tensor

from digits.data.idx import IdxError, read_idx

SOME = torch.arange(12, dtype=torch.uint8).reshape(2, 3, 2)


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Bytes of any shape of up to four dimensions, also of no element."""
    shape = draw(st.lists(st.integers(0, 5), min_size=1, max_size=4))
    count = math.prod(shape)
    values = draw(st.binary(min_size=count, max_size=count))
    return torch.tensor(list(values), dtype=torch.uint8).reshape(shape)


def refusal(path: Path, content: bytes, dimensions: int = 3) -> str:
    """What is said of a file of this content, after its name."""
    path.write_bytes(content)
    with pytest.raises(IdxError) as caught:
        read_idx(path, dimensions)
    assert str(caught.value).startswith(f"{path}: ")
    return str(caught.value).removeprefix(f"{path}: ")


@settings(deadline=None)
@given(values=tensors())
def test_reads_what_was_written(values: Tensor, tmp_path_factory: pytest.TempPathFactory) -> None:
    path = tmp_path_factory.getbasetemp() / "round-trip-ubyte"
    path.write_bytes(idx_bytes(values))
    found = read_idx(path, values.dim())
    assert found.dtype == torch.uint8
    assert torch.equal(found, values)


def test_the_values_can_be_written_to(tmp_path: Path) -> None:
    path = tmp_path / "some-ubyte"
    path.write_bytes(idx_bytes(SOME))
    values = read_idx(path, 3)
    values += 1
    assert torch.equal(values, SOME + 1)


def test_every_truncation_is_refused(tmp_path: Path) -> None:
    content = idx_bytes(SOME)
    for length in range(len(content)):
        assert refusal(tmp_path / "some-ubyte", content[:length])


def test_more_bytes_than_promised_are_refused(tmp_path: Path) -> None:
    content = idx_bytes(SOME)
    assert refusal(tmp_path / "some-ubyte", content + b"\0") == (
        "the header promises 2 × 3 × 2 bytes, 13 follow"
    )


def test_a_file_shorter_than_a_header_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "some-ubyte", b"\0\0\x08") == (
        "3 bytes are too few for an IDX header of 16"
    )


@pytest.mark.parametrize("place", range(4))
@pytest.mark.parametrize("change", [1, 8, 0xFF])
def test_another_magic_number_is_refused(place: int, change: int, tmp_path: Path) -> None:
    content = bytearray(idx_bytes(SOME))
    content[place] ^= change
    said = refusal(tmp_path / "some-ubyte", bytes(content))
    assert said.startswith(f"begins with {content[:4].hex()}, not with 00000803 ")


@pytest.mark.parametrize("dimensions", [1, 2, 4])
def test_another_number_of_dimensions_is_refused(dimensions: int, tmp_path: Path) -> None:
    assert refusal(tmp_path / "some-ubyte", idx_bytes(SOME), dimensions)


def test_sizes_too_large_for_any_memory_are_refused(tmp_path: Path) -> None:
    header = b"\0\0\x08\x03" + struct.pack(">3I", *[2**32 - 1] * 3)
    assert "promises 4294967295 × " in refusal(tmp_path / "some-ubyte", header + bytes(12))


def test_other_sizes_of_the_same_product_fit_and_others_do_not(tmp_path: Path) -> None:
    content = idx_bytes(SOME)
    path = tmp_path / "some-ubyte"
    path.write_bytes(content[:4] + struct.pack(">3I", 3, 2, 2) + content[16:])
    assert read_idx(path, 3).shape == (3, 2, 2)
    refusal(path, content[:4] + struct.pack(">3I", 2, 2, 2) + content[16:])


def test_a_missing_file_is_a_mistake_that_a_user_can_mend(tmp_path: Path) -> None:
    with pytest.raises(IdxError, match="some-ubyte"):
        read_idx(tmp_path / "some-ubyte", 3)
