"""Bring bytes from an address or an archive to a file, never more of them than expected."""

import re
import zlib
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager
from pathlib import Path
from time import monotonic
from typing import Protocol, runtime_checkable

import requests
from urllib3.exceptions import HTTPError

from digits.data.deadline import answer_within, stopped_after
from digits.data.disk import opened

_CHUNK = 1 << 16  # bytes
_IDLE = 15.0  # seconds without a byte after which a server counts as dead
_GZIP_MAGIC = b"\x1f\x8b"
_GZIP_WINDOW = 16 + zlib.MAX_WBITS  # tells zlib to expect gzip's header and checksum


class TransferError(Exception):
    """An attempt to get a file failed; the message says why."""


@runtime_checkable
class Bar(Protocol):
    """The part of a tqdm bar that a transfer moves."""

    def update(self, n: float | None = 1) -> bool | None:
        """Move the bar by n bytes."""
        ...


@runtime_checkable
class Readable(Protocol):
    """The part of a binary stream that unpacking uses."""

    def read(self, size: int, /) -> bytes:
        """Up to so many bytes; none at the end."""
        ...


OpenBar = Callable[[str, int | None], AbstractContextManager[Bar]]  # of a file's name and its bytes


def download(
    session: requests.Session,
    url: str,
    destination: Path,
    *,
    limit: int,
    deadline: float,
    open_bar: OpenBar,
) -> str:
    """Write what an address answers to a file; return the address that redirects led to.

    Args:
        session: carries the user's certificates and credentials.
        url: http or https.
        destination: written to; incomplete where this raises.
        limit: bytes after which the answer counts as wrong.
        deadline: on the clock of `time.monotonic`, seconds.
        open_bar: opens a progress bar.

    Raises `TransferError` for anything but a whole answer within limit and deadline, `DiskError`
    where the file can't be written.
    """
    name = _without_password(url)

    def remaining() -> float:
        return _remaining(deadline, name)

    def pass_on(answer: requests.Response, **_: object) -> None:
        if answer.is_redirect:
            answer.close()  # or requests reads all of its body, of any length, into memory
            remaining()

    def ask() -> requests.Response:
        patience = min(remaining(), _IDLE)
        return session.get(url, stream=True, timeout=patience, hooks={"response": pass_on})

    try:
        with answer_within(remaining(), ask) as response:
            if not response.ok:
                raise TransferError(f"{name}: {response.status_code} {response.reason}")
            size = response.headers.get("Content-Length", "")
            total = int(size) if size.isdecimal() else None
            with open_bar(destination.name, total) as bar, stopped_after(remaining(), response):
                chunks = _chunks(response, bar)
                _write(destination, chunks, limit, name)  # urllib3 refuses less than `total`
            remaining()  # a body that was stopped is none
            return response.url
    # requests lets some errors of urllib3, and of the parsing of addresses, through as they are.
    except (HTTPError, OSError, ValueError) as error:
        remaining()  # where that is the cause, it is the better message
        raise TransferError(f"{name}: {_reason(error).replace(url, name)}") from error


def unpack(source: Readable, destination: Path, *, size: int, name: str) -> None:
    """Write a stream to a file, uncompressed where it is gzip.

    Raises `TransferError` where it holds more than `size` bytes or is damaged gzip, `DiskError`
    where the file can't be written.
    """
    _write(destination, unpacked(source, name), size, name)


def unpacked(source: Readable, name: str) -> Iterator[bytes]:
    """The bytes of a stream, uncompressed where it is gzip, in pieces.

    Raises `TransferError` where it is damaged gzip.
    """
    head = source.read(_CHUNK)
    chunks = _joined(head, source)
    return _gunzipped(chunks, name) if head.startswith(_GZIP_MAGIC) else chunks


def _remaining(deadline: float, name: str) -> float:
    remaining = deadline - monotonic()
    if remaining <= 0:
        raise TransferError(f"{name}: the time limit (dataset.timeout) has passed")
    return remaining


def _chunks(response: requests.Response, bar: Bar) -> Iterator[bytes]:
    # read1 returns what has arrived, so that the bar moves also where a server drips.
    while chunk := response.raw.read1(_CHUNK, decode_content=True):
        bar.update(len(chunk))
        yield chunk


def _write(destination: Path, chunks: Iterable[bytes], limit: int, name: str) -> None:
    written = 0
    with opened(destination, limit) as add:
        for chunk in chunks:
            written += len(chunk)
            if written > limit:
                raise TransferError(f"{name}: more than the {limit:,} bytes expected")
            add(chunk)


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


def _reason(error: Exception) -> str:
    """The innermost cause: requests and urllib3 wrap it in several layers of text."""
    while (inner := error.__cause__ or error.__context__) and isinstance(inner, Exception):
        error = inner
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def _without_password(url: str) -> str:
    """The address as it may be shown."""
    return re.sub(r"//[^/]*@", "//", url)  # up to the last @: a password may hold one
