"""Bytes come whole, within the limit and in time, or not at all."""

import gzip
import tracemalloc
from collections.abc import Generator
from contextlib import contextmanager
from pathlib import Path
from time import monotonic

import pytest
import requests
from local_server import (
    Answer,
    Handler,
    LocalServer,
    cut_off,
    drip,
    drip_after,
    drip_in_chunk_size,
    drip_in_gzip_head,
    drip_in_head,
    hang,
    hang_after,
    hang_up,
    redirect,
    status,
    whole,
    without_length,
)
from urllib3.response import HTTPResponse

from digits.data.transfer import OpenBar, TransferError, download

BODY = bytes(range(256)) * 400  # more than one chunk
PACKED = gzip.compress(BODY)
GZIPPED = {"Content-Encoding": "gzip"}
TIMEOUT = 0.4  # seconds
SHORT_IDLE = 0.1  # seconds; less than a quarter of the time limit
AT_MOST = 10.0  # seconds on a busy machine; less than until the server gives up


class RecordingBar:
    """A bar that sums up what it is told."""

    def __init__(self, name: str, size: int | None) -> None:
        self.name = name
        self.size = size
        self.moved = 0

    def update(self, n: float | None = 1) -> bool | None:
        self.moved += int(n or 0)


def fetch(
    server: LocalServer,
    answer: Answer,
    destination: Path,
    open_bar: OpenBar,
    *,
    limit: int = len(BODY),
    timeout: float = 20,
) -> None:
    server.answers["/file"] = answer
    with requests.Session() as session:
        download(
            session,
            f"{server.url}/file",
            destination,
            limit=limit,
            deadline=monotonic() + timeout,
            open_bar=open_bar,
        )


@pytest.mark.parametrize(
    ("answer", "expected"),
    [
        (whole(BODY), BODY),
        (without_length(BODY), BODY),
        (whole(gzip.compress(BODY), GZIPPED), BODY),
        (whole(gzip.compress(BODY)), gzip.compress(BODY)),
        (whole(b""), b""),
        (whole(b"x"), b"x"),
    ],
)
def test_writes_what_the_address_answers(
    answer: Answer, expected: bytes, server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    fetch(server, answer, tmp_path / "file", no_bar)
    assert (tmp_path / "file").read_bytes() == expected


@pytest.mark.parametrize("name", ["file.gz", "file.tar.gz", "file.zip", "file.whl"])
@pytest.mark.parametrize("encoding", ["gzip", "x-gzip"])
def test_a_packed_file_stays_packed_whatever_encoding_it_is_labelled_with(
    name: str, encoding: str, server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    packed = gzip.compress(BODY)
    labelled = whole(packed, {"Content-Encoding": encoding})
    fetch(server, labelled, tmp_path / name, no_bar)
    assert (tmp_path / name).read_bytes() == packed


@pytest.mark.parametrize("name", ["file.gz", "file"])
def test_a_server_that_compresses_only_on_request_sends_files_as_they_are(
    name: str, server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    asked: list[str] = []

    def on_request(handler: Handler) -> None:
        asked.append(handler.headers.get("Accept-Encoding", ""))
        wanted = "gzip" in asked[-1]
        (whole(gzip.compress(BODY), GZIPPED) if wanted else whole(BODY))(handler)

    server.answers["/moved"] = on_request
    fetch(server, redirect("/moved"), tmp_path / name, no_bar)
    assert (tmp_path / name).read_bytes() == BODY
    assert asked == ["identity"]


def test_follows_to_another_address(server: LocalServer, no_bar: OpenBar, tmp_path: Path) -> None:
    server.answers["/moved"] = whole(BODY)
    fetch(server, redirect("/moved"), tmp_path / "file", no_bar)
    assert (tmp_path / "file").read_bytes() == BODY


@pytest.mark.parametrize("headers", [{}, GZIPPED])
def test_a_whole_answer_that_comes_byte_by_byte_is_whole(
    headers: dict[str, str], server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    body = gzip.compress(b"abcabc" * 4) if headers else b"abcabc" * 4
    fetch(server, drip(body, headers), tmp_path / "file", no_bar)
    assert (tmp_path / "file").read_bytes() == b"abcabc" * 4


@pytest.mark.parametrize(
    ("name", "answer", "size", "moved"),
    [
        ("file", whole(BODY), len(BODY), len(BODY)),
        ("file", without_length(BODY), None, len(BODY)),
        ("file", whole(PACKED, GZIPPED), None, len(BODY)),  # the length is of what is packed
        ("file", whole(BODY, {"Content-Encoding": "identity"}), len(BODY), len(BODY)),
        ("file.gz", whole(PACKED, GZIPPED), len(PACKED), len(PACKED)),
    ],
)
def test_the_bar_knows_the_name_and_the_size_and_moves_by_every_byte(
    name: str, answer: Answer, size: int | None, moved: int, server: LocalServer, tmp_path: Path
) -> None:
    bars: list[RecordingBar] = []

    @contextmanager
    def open_bar(name: str, size: int | None) -> Generator[RecordingBar]:
        bars.append(RecordingBar(name, size))
        yield bars[-1]

    fetch(server, answer, tmp_path / name, open_bar)
    assert [(bar.name, bar.size, bar.moved) for bar in bars] == [(name, size, moved)]


@pytest.mark.parametrize(
    ("answer", "reason"),
    [
        (status(403), "403 Forbidden"),
        (status(404), "404 Not Found"),
        (status(503), "503 Service Unavailable"),
        (cut_off(BODY), "cut off after 51,200 of 102,400 bytes|IncompleteRead"),
        (cut_off(gzip.compress(BODY), GZIPPED), "IncompleteRead|DecodeError|cut off"),
        (whole(BODY, GZIPPED), "DecodeError|error"),
        (redirect("/file"), "TooManyRedirects"),
        (redirect("http://[nowhere/"), "Invalid|URL"),
        (redirect("file:///etc/passwd"), "InvalidSchema"),
        (hang_up(), "closed"),
    ],
)
def test_anything_but_a_whole_answer_is_refused_with_its_address(
    answer: Answer, reason: str, server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    with pytest.raises(TransferError, match=reason) as caught:
        fetch(server, answer, tmp_path / "file", no_bar)
    assert str(caught.value).startswith(f"{server.url}/file: ")
    assert len(str(caught.value).splitlines()) == 1


@pytest.mark.parametrize(
    "answer",
    [
        whole(BODY + b"!"),
        without_length(BODY + b"!"),
        whole(BODY * 50),
        whole(gzip.compress(bytes(50_000_000)), GZIPPED),
    ],
)
def test_more_than_the_limit_is_refused_and_never_written(
    answer: Answer, server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    with pytest.raises(TransferError, match="more than the 102,400 bytes expected"):
        fetch(server, answer, tmp_path / "file", no_bar)
    assert (tmp_path / "file").stat().st_size <= len(BODY)


@pytest.mark.parametrize(
    "answer",
    [
        pytest.param(hang(), id="hang"),
        pytest.param(hang_after(BODY), id="hang in the body"),
        pytest.param(drip(BODY), id="drip"),
        pytest.param(drip(gzip.compress(BODY), GZIPPED), id="gzipped drip"),
        pytest.param(drip_in_head(), id="drip in the head"),
        pytest.param(drip_in_chunk_size(), id="drip in the size of a chunk"),
        pytest.param(drip_in_gzip_head(), id="drip in the head of gzip"),
    ],
)
def test_a_server_without_end_is_left_in_time(
    answer: Answer, server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    begin = monotonic()
    with pytest.raises(TransferError, match=r"time limit \(dataset.timeout\) has passed|timed out"):
        fetch(server, answer, tmp_path / "file", no_bar, timeout=TIMEOUT)
    assert TIMEOUT <= monotonic() - begin < AT_MOST


@pytest.mark.parametrize(
    ("timeout", "patience"),
    [(4, (4, 4)), (20, (15, 15)), (60, (15, 15)), (120, (15, 30)), (3600, (15, 120))],
)
def test_a_silence_of_a_quarter_of_the_time_limit_is_borne_and_15_seconds_of_a_short_one(
    timeout: float,
    patience: tuple[float, float],
    server: LocalServer,
    no_bar: OpenBar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    borne: list[object] = []

    def send(*_: object, **settings: object) -> requests.Response:
        borne.append(settings["timeout"])
        raise requests.ConnectionError

    monkeypatch.setattr(requests.Session, "send", send)
    with pytest.raises(TransferError):
        fetch(server, whole(BODY), tmp_path / "file", no_bar, timeout=timeout)
    assert borne == [pytest.approx(patience, abs=1)]


def test_a_server_that_takes_no_connection_is_not_called_slow(
    server: LocalServer, no_bar: OpenBar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def send(*_: object, **_settings: object) -> requests.Response:
        raise requests.ConnectTimeout("Max retries exceeded") from TimeoutError("timed out")

    monkeypatch.setattr(requests.Session, "send", send)
    with pytest.raises(TransferError, match=r"TimeoutError: timed out$"):
        fetch(server, whole(BODY), tmp_path / "file", no_bar)


def test_a_server_that_pauses_for_less_than_that_is_waited_for(
    server: LocalServer, no_bar: OpenBar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def with_pauses(handler: Handler) -> None:
        handler.pause(SHORT_IDLE * 4)
        cut_off(BODY)(handler)
        handler.wfile.flush()
        handler.pause(SHORT_IDLE * 4)
        handler.wfile.write(BODY[len(BODY) // 2 :])

    monkeypatch.setattr("digits.data.transfer._IDLE", SHORT_IDLE)
    fetch(server, with_pauses, tmp_path / "file", no_bar)
    assert (tmp_path / "file").read_bytes() == BODY


@pytest.mark.parametrize("answer", [hang(), hang_after(BODY)], ids=["head", "body"])
def test_a_silent_server_is_left_before_the_time_limit_with_the_setting_that_bears_it(
    answer: Answer,
    server: LocalServer,
    no_bar: OpenBar,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("digits.data.transfer._IDLE", SHORT_IDLE)
    begin = monotonic()
    with pytest.raises(TransferError) as caught:
        fetch(server, answer, tmp_path / "file", no_bar, timeout=2)
    assert 0.5 <= monotonic() - begin < 2
    assert str(caught.value) == (
        f"{server.url}/file: timed out: no byte for 0.5 seconds; for a slower server, raise"
        " dataset.timeout in params.yaml"
    )


def test_a_body_that_cannot_be_stopped_from_outside_is_left_in_time(
    server: LocalServer, no_bar: OpenBar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(self: HTTPResponse) -> None:  # as over a connection within another
        del self
        raise ValueError

    monkeypatch.setattr(HTTPResponse, "shutdown", refuse)
    begin = monotonic()
    with pytest.raises(TransferError, match="time limit"):
        fetch(server, drip(BODY), tmp_path / "file", no_bar, timeout=TIMEOUT)
    assert monotonic() - begin < AT_MOST


def test_a_body_that_the_deadline_cuts_is_never_taken_for_whole(
    server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    # Without a length, the end of the connection is the end of the body.
    answer = drip_after(b"HTTP/1.0 200 OK\r\n\r\n")
    with pytest.raises(TransferError, match="time limit"):
        fetch(server, answer, tmp_path / "file", no_bar, timeout=TIMEOUT)
    assert (tmp_path / "file").read_bytes().startswith(b"xx")


def test_the_body_of_a_redirect_stays_unread(
    server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    server.answers["/moved"] = whole(BODY)
    bomb = redirect("/moved", gzip.compress(bytes(50_000_000)), GZIPPED)
    tracemalloc.start()
    try:
        fetch(server, bomb, tmp_path / "file", no_bar)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert (tmp_path / "file").read_bytes() == BODY
    assert most < 5_000_000  # bytes


def test_slow_redirects_share_the_time_limit(
    server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    def slowly_back(handler: Handler) -> None:
        handler.pause(TIMEOUT / 2)
        redirect("/file")(handler)

    with pytest.raises(TransferError):
        fetch(server, slowly_back, tmp_path / "file", no_bar, timeout=TIMEOUT)
    assert len(server.asked) < 5  # of the 30 redirects that requests follows


def test_after_the_deadline_no_server_is_asked(
    server: LocalServer, no_bar: OpenBar, tmp_path: Path
) -> None:
    with pytest.raises(TransferError, match=r"time limit \(dataset.timeout\)"):
        fetch(server, whole(BODY), tmp_path / "file", no_bar, timeout=-1)
    assert server.asked == []


@pytest.mark.parametrize(
    "address", ["http://127.0.0.1:9/file", "http://", "http://[::", "ftp://127.0.0.1/", "nonsense"]
)
def test_an_address_that_no_server_answers_is_refused_by_its_name(
    address: str, no_bar: OpenBar, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("no_proxy", "*")
    with requests.Session() as session, pytest.raises(TransferError) as caught:
        download(
            session,
            address,
            tmp_path / "file",
            limit=9,
            deadline=monotonic() + 5,
            open_bar=no_bar,
        )
    assert str(caught.value).startswith(f"{address}: ")
