"""What was fetched is found again under its checksum, as long as it is undamaged."""

from pathlib import Path

import pytest

from digits.data.checksums import sha256_of
from digits.data.download_cache import CachedFile
from digits.data.raw_files import ExpectedFile


@pytest.mark.parametrize("known", [True, False], ids=["known", "found"])
def test_a_file_is_found_under_its_checksum_until_it_is_damaged(
    known: bool,  # noqa: FBT001 - a parameter of the test
    tmp_path: Path,
) -> None:
    incoming = tmp_path / "incoming"
    incoming.write_bytes(b"content")
    sha256 = sha256_of(incoming)
    entry = CachedFile(tmp_path, "mnist-images", ExpectedFile(7, sha256 if known else None))
    assert entry.find() is None
    place = entry.receive(incoming, sha256)
    assert place.name == (sha256 if known else f"mnist-images.{sha256}")
    assert not incoming.exists()
    assert entry.find() == place
    place.write_bytes(b"changed")
    assert entry.find() is None
