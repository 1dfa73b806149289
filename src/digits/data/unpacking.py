"""Take bytes out of gzip, where they are in it."""

import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Protocol, runtime_checkable

from digits.data.transfer import TransferError, write_within

_CHUNK = 1 << 16  # bytes
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS  # tells zlib to expect gzip's header and checksum


@runtime_checkable
class Readable(Protocol):
    """The part of a binary stream that unpacking uses."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        ...


def unpack(source: Readable, destination: Path, *, size: int, name: str) -> None:
    """Write a stream to a file, uncompressed where it is gzip.

    Raises `TransferError` where it holds more than `size` bytes or is damaged gzip, `DiskError`
    where the file can't be written.
    """
    write_within(destination, unpacked(source, name), size, name)


def unpacked(source: Readable, name: str) -> Iterator[bytes]:
    """The bytes of a stream, uncompressed where it is gzip, in pieces.

    Raises `TransferError` where it is damaged gzip.
    """
    head = source.read(_CHUNK)
    chunks = _joined(head, source)
    return _gunzipped(chunks, name) if head.startswith(_GZIP_MAGIC) else chunks


def _joined(head: bytes, rest: Readable) -> Iterator[bytes]:
    yield head
    while chunk := rest.read(_CHUNK):
        yield chunk


def _gunzipped(chunks: Iterable[bytes], name: str) -> Iterator[bytes]:
    decompressor = zlib.decompressobj(_GZIP_WINDOW)
    try:
        for chunk in chunks:
            yield decompressor.decompress(chunk, _CHUNK)
            while decompressor.unconsumed_tail:
                yield decompressor.decompress(decompressor.unconsumed_tail, _CHUNK)
    except zlib.error as error:
        raise TransferError(f"{name}: damaged gzip ({error})") from error
    if not decompressor.eof:
        raise TransferError(f"{name}: the gzip data ends too early")
