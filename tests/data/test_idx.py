"""The IDX format: what fits is read, what doesn't is refused with the name of the file."""

import math
import re
import struct
import tracemalloc
from pathlib import Path

import pytest
import torch
from hypothesis import event, given, settings
from hypothesis import strategies as st
from synthetic import idx_bytes
from torch import Tensor

from digits.data.idx import IdxError, promised_size, read_idx, read_idx_integers

REPAIR = "see `dataset` in params.yaml, then: dvc repro download --force"
SOME = torch.arange(12, dtype=torch.uint8).reshape(2, 3, 2)


@st.composite
def tensors(draw: st.DrawFn) -> Tensor:
    """Bytes of any shape of up to four dimensions, also of no element."""
    shape = draw(st.lists(st.integers(0, 5), min_size=1, max_size=4))
    count = math.prod(shape)
    values = draw(st.binary(min_size=count, max_size=count))
    return torch.tensor(list(values), dtype=torch.uint8).reshape(shape)


@settings(deadline=None)
@given(rows=st.lists(st.lists(st.integers(-(2**31), 2**31 - 1), min_size=3, max_size=3)))
def test_reads_integers_as_they_were_written(
    rows: list[list[int]], tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.mktemp("idx") / "file"
    values = torch.tensor(rows, dtype=torch.int32).reshape(-1, 3)
    path.write_bytes(idx_bytes(values))
    assert read_idx_integers(path, 2).equal(values)
    with pytest.raises(IdxError, match=f"^{re.escape(str(path))}: "):
        read_idx(path, 2)


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
        "the header promises 2 × 3 × 2 bytes, 13 follow;"
        " see `dataset` in params.yaml, then: dvc repro download --force"
    )


def test_a_file_shorter_than_a_header_is_refused(tmp_path: Path) -> None:
    assert refusal(tmp_path / "some-ubyte", b"\0\0\x08") == (
        "3 bytes are too few for an IDX header of 16;"
        " see `dataset` in params.yaml, then: dvc repro download --force"
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
    with pytest.raises(IdxError) as refused:
        read_idx(tmp_path / "some-ubyte", 3)
    assert str(refused.value) == (
        f"{tmp_path / 'some-ubyte'}: can't be read: No such file or directory; {REPAIR}"
    )


@pytest.mark.parametrize(
    "sizes", [(0, 2**32 - 1, 2**32 - 1), (2**32 - 1, 0, 2**32 - 1), (2**32 - 1, 2**32 - 1, 0)]
)
def test_nothing_in_endless_rows_is_refused(sizes: tuple[int, ...], tmp_path: Path) -> None:
    said = refusal(tmp_path / "some-ubyte", b"\0\0\x08\x03" + struct.pack(">3I", *sizes))
    assert said.startswith("the header promises ")


def read_or_refused(path: Path, content: bytes, dimensions: int) -> bool:
    """Whether a content is read: then as it stands there, and else refused by the file's name.

    In both cases within memory that the size of the file bounds.
    """
    path.write_bytes(content)
    tracemalloc.start()
    try:
        values, refused = read_idx(path, dimensions), ""
    except IdxError as error:
        values, refused = None, str(error)
    finally:
        _, peak = tracemalloc.get_traced_memory()
        tracemalloc.stop()
    assert peak <= 3 * len(content) + 100_000  # bytes; a traceback and its messages take some
    if values is None:
        assert refused.startswith(f"{path}: ")
        return False
    assert idx_bytes(values) == content
    return True


EXAMPLES = settings(deadline=None, max_examples=500)
SIZES = st.sampled_from([0, 1, 2, 3, 28, 255, 256, 2**16, 2**31 - 1, 2**31, 2**32 - 1])


@EXAMPLES
@given(content=st.binary(max_size=64), dimensions=st.integers(1, 4))
def test_random_bytes_are_read_or_refused(
    content: bytes, dimensions: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    event(str(read_or_refused(tmp_path_factory.getbasetemp() / "any", content, dimensions)))


@EXAMPLES
@given(sizes=st.lists(SIZES, min_size=1, max_size=4), values=st.binary(max_size=64))
def test_headers_of_any_sizes_are_read_or_refused(
    sizes: list[int], values: bytes, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytes([0, 0, 8, len(sizes)]) + struct.pack(f">{len(sizes)}I", *sizes) + values
    path = tmp_path_factory.getbasetemp() / "any"
    read = read_or_refused(path, content, len(sizes))
    if math.prod(sizes) != len(values):
        assert not read
    event(f"read: {read}")


@EXAMPLES
@given(values=tensors(), data=st.data())
def test_changed_files_are_read_or_refused(
    values: Tensor, data: st.DataObject, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content = bytearray(idx_bytes(values))
    for _ in range(data.draw(st.integers(1, 3))):
        start = data.draw(st.integers(0, len(content)))
        length = data.draw(st.integers(0, 4))
        content[start : start + length] = data.draw(st.binary(max_size=4))
    path = tmp_path_factory.getbasetemp() / "any"
    event(f"read: {read_or_refused(path, bytes(content), values.dim())}")


@pytest.mark.parametrize("promised", [2**20, 2**32 - 1])
def test_a_large_file_takes_memory_by_its_size_and_not_by_its_promise(
    promised: int, tmp_path: Path
) -> None:
    content = b"\0\0\x08\x01" + struct.pack(">I", promised) + bytes(2**20)
    assert read_or_refused(tmp_path / "some-ubyte", content, 1) == (promised == 2**20)


def test_a_file_of_other_numbers_is_refused_with_what_it_should_be(tmp_path: Path) -> None:
    path = tmp_path / "some"
    assert refusal(path, idx_bytes(SOME.int())) == (
        "begins with 00000c03, not with 00000803 (an IDX file of unsigned bytes with 3 dimensions);"
        f" {REPAIR}"
    )
    path.write_bytes(idx_bytes(SOME[0]))
    with pytest.raises(IdxError) as refused:
        read_idx_integers(path, 2)
    assert str(refused.value) == (
        f"{path}: begins with 00000802, not with 00000c02 (an IDX file of 32-bit integers with"
        f" 2 dimensions); {REPAIR}"
    )
    path.write_bytes(idx_bytes(SOME[0].int())[:-1])
    with pytest.raises(IdxError) as refused:
        read_idx_integers(path, 2)
    assert str(refused.value) == (
        f"{path}: the header promises 3 × 2 × 4 bytes, 23 follow; {REPAIR}"
    )


@pytest.mark.parametrize(
    ("head", "size"),
    [
        (idx_bytes(SOME), 16 + 12),
        (idx_bytes(SOME[0]), 12 + 6),
        (idx_bytes(SOME[0, 0]), 8 + 2),
        (idx_bytes(SOME.int()), 16 + 12 * 4),
        (idx_bytes(SOME[:0]), 16),
        (b"\0\0\x08\3" + struct.pack(">3I", 16, 2**18 - 1, 2**18 + 1), 2**40),
    ],
)
def test_a_header_promises_its_own_bytes_and_those_of_its_numbers(head: bytes, size: int) -> None:
    assert promised_size(head[:16], Path("some")) == size


@pytest.mark.parametrize(
    ("head", "said"),
    [
        (b"", "begins with ''"),
        (b"\0\0\x08", "begins with '000008'"),
        (b"<html><body>", "begins with '3c68746d'"),
        (b"\0\1\x08\1" + bytes(4), "begins with '00010801'"),
        (b"\1\0\x08\1" + bytes(4), "begins with '01000801'"),
        (b"\0\0\x09\1" + bytes(4), "begins with '00000901'"),
        (b"\0\0\x08\0" + bytes(4), "begins with '00000800'"),
        (b"\0\0\x08\4" + bytes(12), "begins with '00000804'"),
    ],
)
def test_what_begins_as_no_idx_file_of_ours_is_quoted(head: bytes, said: str) -> None:
    with pytest.raises(IdxError) as refused:
        promised_size(head, Path("some"))
    assert str(refused.value) == (
        f"some: {said}, as no IDX file of unsigned bytes or 32-bit integers does"
    )


def test_a_promise_that_cannot_be_kept_is_refused() -> None:
    for head, said in (
        (b"\0\0\x08\3" + bytes(11), "15 bytes are too few for an IDX header of 16"),
        (b"\0\0\x0c\1", "4 bytes are too few for an IDX header of 8"),
        (
            b"\0\0\x08\2" + struct.pack(">2I", 2**20, 2**20),
            "the header promises 1,099,511,627,788 bytes, more than can be read",
        ),
        (
            b"\0\0\x0c\2" + struct.pack(">2I", 2**19, 2**19),
            "the header promises 1,099,511,627,788 bytes, more than can be read",
        ),
    ):
        with pytest.raises(IdxError) as refused:
            promised_size(head, Path("some"))
        assert str(refused.value) == f"some: {said}"
