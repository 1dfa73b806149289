"""Bring bytes from an address to a file, never more of them than expected."""

import re
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
_PACKED = {".gz", ".whl", ".zip"}
_IDLE, _LONGEST = 15.0, 120.0  # seconds without a byte that any server may take, and a slow one


class TransferError(Exception):
    """An attempt to get a file failed; the message says why."""


@runtime_checkable
class Bar(Protocol):
    """The part of a tqdm bar that a transfer moves."""

    def update(self, n: float | None = 1) -> bool | None:
        """Move the bar by n bytes."""
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
        destination: written to; incomplete where this raises. Where its name ends as that of a
            packed file, the bytes come as they are sent, whatever encoding they are labelled with.
        limit: bytes after which the answer counts as wrong.
        deadline: on the clock of `time.monotonic`, seconds.
        open_bar: opens a progress bar.

    Raises `TransferError` for anything but a whole answer within limit and deadline, `DiskError`
    where the file can't be written.
    """
    name = without_password(url)

    def remaining() -> float:
        return _remaining(deadline, name)

    idle = min(max(_IDLE, remaining() / 4), _LONGEST)  # who raises the limit has a slow server
    # Some servers say of a .gz file that they have compressed it on the way: the file is the gzip.
    decode = destination.suffix not in _PACKED
    try:
        with answer_within(remaining(), lambda: _ask(session, url, idle, remaining)) as response:
            if not response.ok:
                raise TransferError(f"{name}: {response.status_code} {response.reason}")
            total = _total(response, decode=decode)
            with open_bar(destination.name, total) as bar, stopped_after(remaining(), response):
                chunks = _chunks(response, bar, remaining, decode=decode)
                write_within(destination, chunks, limit, name)  # urllib3 refuses less than `total`
            remaining()  # a body that was stopped is none
            return response.url
    # requests lets some errors of urllib3, and of the parsing of addresses, through as they are.
    except (HTTPError, OSError, ValueError) as error:
        remaining()  # where that is the cause, it is the better message
        reason = _reason(error, idle).replace(url, name)
        raise TransferError(f"{name}: {reason}") from error


def write_within(destination: Path, chunks: Iterable[bytes], limit: int, name: str) -> None:
    """Write what comes to a file.

    Args:
        destination: written to; incomplete where this raises.
        chunks: its bytes.
        limit: bytes that it may hold.
        name: what to call it in messages.

    Raises `TransferError` where there are more bytes, `DiskError` where it can't be written.
    """
    written = 0
    with opened(destination, limit) as add:
        for chunk in chunks:
            written += len(chunk)
            if written > limit:
                raise TransferError(f"{name}: more than the {limit:,} bytes expected")
            add(chunk)


def _ask(
    session: requests.Session, url: str, idle: float, remaining: Callable[[], float]
) -> requests.Response:
    """The start of an answer.

    Args:
        session: asks.
        url: is asked.
        idle: seconds without a byte that are borne, here and in the body.
        remaining: gives the seconds left, or raises without any.
    """

    def pass_on(answer: requests.Response, **_: object) -> None:
        if answer.is_redirect:
            answer.close()  # or requests reads all of its body, of any length, into memory
            remaining()

    return session.get(
        url,
        headers={"Accept-Encoding": "identity"},
        stream=True,
        timeout=(min(remaining(), _IDLE), min(remaining(), idle)),  # to connect, between bytes
        hooks={"response": pass_on},
    )


def _remaining(deadline: float, name: str) -> float:
    remaining = deadline - monotonic()
    if remaining <= 0:
        raise TransferError(f"{name}: the time limit (dataset.timeout) has passed")
    return remaining


def _total(response: requests.Response, *, decode: bool) -> int | None:
    """The bytes that a body will have, None where that can't be known."""
    encoding = response.headers.get("Content-Encoding", "identity").lower()
    if decode and encoding != "identity":
        return None  # the length is that of the encoded bytes
    size = response.headers.get("Content-Length", "")
    return int(size) if size.isdecimal() else None


def _chunks(
    response: requests.Response, bar: Bar, remaining: Callable[[], float], *, decode: bool
) -> Iterator[bytes]:
    # read1 returns what has arrived, so that the bar moves also where a server drips.
    while chunk := response.raw.read1(_CHUNK, decode_content=decode):
        remaining()  # a connection within another, to a proxy, can't be stopped from outside
        bar.update(len(chunk))
        yield chunk


def _reason(error: Exception, idle: float) -> str:
    """The innermost cause: requests and urllib3 wrap it in several layers of text."""
    connecting = isinstance(error, requests.ConnectTimeout)
    while (inner := error.__cause__ or error.__context__) and isinstance(inner, Exception):
        error = inner
    # With a number, it is the system that gave up on a connection.
    if isinstance(error, TimeoutError) and error.errno is None and not connecting:
        return (
            f"timed out: no byte for {round(idle, 1):g} seconds; for a slower server, raise"
            " dataset.timeout in params.yaml"
        )
    return f"{type(error).__name__}: {error}" if str(error) else type(error).__name__


def without_password(url: str) -> str:
    """The address as it may be shown."""
    return re.sub(r"//[^/]*@", "//", url)  # up to the last @: a password may hold one
