"""Gzip is unpacked whole and within its limit, or not at all."""

import gzip
import hashlib
import io
import tracemalloc
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from digits.data.transfer import TransferError
from digits.data.unpacking import unpack

BODY = bytes(range(256)) * 400  # more than one chunk


def unpacked(packed: bytes, path: Path, size: int) -> bytes:
    unpack(io.BytesIO(packed), path, size=size, name="some.gz")
    return path.read_bytes()


@settings(deadline=None)
@given(content=st.binary(max_size=2000), repeated=st.integers(1, 200))
def test_unpacks_gzip(
    content: bytes, repeated: int, tmp_path_factory: pytest.TempPathFactory
) -> None:
    content *= repeated
    path = tmp_path_factory.getbasetemp() / "unpacked"
    assert unpacked(gzip.compress(content), path, len(content)) == content


@pytest.mark.parametrize("content", [b"", b"x", BODY], ids=len)
def test_copies_what_is_not_packed(content: bytes, tmp_path: Path) -> None:
    assert unpacked(content, tmp_path / "file", len(content)) == content


@pytest.mark.parametrize("packed", [BODY, gzip.compress(BODY)], ids=["plain", "gzip"])
def test_unpacks_no_more_than_the_size_expected(packed: bytes, tmp_path: Path) -> None:
    assert unpacked(packed, tmp_path / "file", len(BODY)) == BODY
    with pytest.raises(TransferError, match=r"^some\.gz: more than the 102,399 bytes expected$"):
        unpacked(packed, tmp_path / "file", len(BODY) - 1)
    assert (tmp_path / "file").stat().st_size < len(BODY)


def test_a_gzip_bomb_goes_off_neither_on_the_disk_nor_in_memory(tmp_path: Path) -> None:
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    try:
        with pytest.raises(TransferError, match="more than the 1,000 bytes expected"):
            unpacked(bomb, tmp_path / "file", 1000)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "file").stat().st_size <= 1000
    assert most < 5_000_000  # bytes


def test_every_truncation_of_gzip_is_refused(tmp_path: Path) -> None:
    packed = gzip.compress(bytes(range(200)))
    for length in range(2, len(packed)):  # shorter, it can't be told from a file of one byte
        with pytest.raises(TransferError, match=r"^some\.gz: the gzip data ends too early$"):
            unpacked(packed[:length], tmp_path / "file", 200)


@pytest.mark.parametrize("padding", [0, 3, 70_000])
@pytest.mark.parametrize("second", [b"", b"x", BODY], ids=len)
def test_members_that_follow_each_other_are_unpacked_in_turn(
    second: bytes, padding: int, tmp_path: Path
) -> None:
    packed = gzip.compress(BODY) + gzip.compress(second) + bytes(padding)
    size = len(BODY) + len(second)
    assert unpacked(packed, tmp_path / "file", size) == BODY + second
    if second:
        with pytest.raises(TransferError, match=f"more than the {size - 1:,} bytes expected"):
            unpacked(packed, tmp_path / "file", size - 1)


@pytest.mark.parametrize("place", range(65_526, 65_546))
def test_members_may_meet_anywhere_in_what_is_read_at_once(place: int, tmp_path: Path) -> None:
    random = hashlib.shake_256(b"no gzip shrinks it").digest(place)
    first = gzip.compress(random, compresslevel=0)
    packed = first + gzip.compress(b"the rest")
    found = unpacked(packed, tmp_path / "file", place + 8)
    assert found == random + b"the rest"


def test_what_is_no_gzip_behind_gzip_is_refused(tmp_path: Path) -> None:
    with pytest.raises(TransferError, match=r"^some\.gz: damaged gzip"):
        unpacked(gzip.compress(b"right") + b"<html>", tmp_path / "file", 100)


def test_damage_in_gzip_is_refused(tmp_path: Path) -> None:
    packed = bytearray(gzip.compress(BODY))
    packed[len(packed) // 2] ^= 0xFF
    with pytest.raises(TransferError, match=r"^some\.gz: "):
        unpacked(bytes(packed), tmp_path / "file", len(BODY))
