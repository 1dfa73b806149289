"""The checksums by which a file is known."""

import hashlib
from pathlib import Path

from digits.data.transfer import TransferError


def sha256_of(path: Path) -> str:
    """The SHA-256 of a file, in hexadecimal digits."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def check_md5(path: Path, expected: str | None) -> None:
    """Compare a file with the checksum that torchvision has for it.

    MD5 tells a damaged file from a whole one. It doesn't tell a forged one, but nobody has
    published a better checksum of these files.

    Raises `TransferError` where they differ, or torchvision has none.
    """
    if expected is None:
        raise TransferError(f"{path.name}: torchvision has no checksum for it")
    with path.open("rb") as file:
        found = hashlib.file_digest(file, lambda: hashlib.md5(usedforsecurity=False)).hexdigest()
    if found != expected:
        raise TransferError(
            f"{path.name}: wrong file: {path.stat().st_size:,} bytes with MD5 {found[:12]}…,"
            f" expected {expected[:12]}…"
        )
