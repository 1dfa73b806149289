"""Checksums, against those that others give for the same bytes."""

from pathlib import Path

import pytest

from digits.data.checksums import check_md5, sha256_of
from digits.data.transfer import TransferError

# RFC 1321, A.5, and FIPS 180-2, B.1
MD5 = "900150983cd24fb0d6963f7d28e17f72"
SHA256 = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad"


@pytest.fixture
def abc(tmp_path: Path) -> Path:
    path = tmp_path / "abc.gz"
    path.write_bytes(b"abc")
    return path


def test_checksums_are_those_of_their_standards(abc: Path) -> None:
    assert sha256_of(abc) == SHA256
    check_md5(abc, MD5)


@pytest.mark.parametrize(
    ("expected", "said"),
    [
        (None, "abc.gz: torchvision has no checksum for it"),
        (
            "0" * 32,
            "abc.gz: wrong file: 3 bytes with MD5 900150983cd2…, expected 000000000000…",
        ),
    ],
)
def test_a_wrong_file_and_an_unknown_one_are_refused(
    abc: Path, expected: str | None, said: str
) -> None:
    with pytest.raises(TransferError) as caught:
        check_md5(abc, expected)
    assert str(caught.value) == said
