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
    begun = True
    try:
        for chunk in chunks:
            rest = chunk
            while rest:
                # Members may follow each other, as after `cat a.gz b.gz`.
                if decompressor.eof or not begun:
                    rest = rest.lstrip(b"\0")  # that some programs write behind the last one
                    decompressor, begun = zlib.decompressobj(_GZIP_WINDOW), bool(rest)
                yield decompressor.decompress(rest, _CHUNK)
                rest = decompressor.unconsumed_tail or decompressor.unused_data
    except zlib.error as error:
        raise TransferError(f"{name}: damaged gzip ({error})") from error
    if begun and not decompressor.eof:
        raise TransferError(f"{name}: the gzip data ends too early")
