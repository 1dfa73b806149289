"""A web server on this machine that answers what a test tells it to, also badly or never."""

from collections.abc import Callable, Generator, Mapping
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread

PAUSE = 0.02  # seconds between two bytes of a server that drips
PATIENCE = 20.0  # seconds after which a bad answer ends by itself, so that a wrong client fails


class LocalServer(ThreadingHTTPServer):
    """Answers each path as `answers` says, 404 where it says nothing, and records who asked."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Handler)
        self.answers: dict[str, Answer] = {}
        self.asked: list[str] = []
        self.over = Event()

    @property
    def url(self) -> str:
        """The address of the server, without a slash at its end."""
        return f"http://127.0.0.1:{self.server_port}"

    def handle_error(self, request: object, client_address: object) -> None:
        """Keep quiet about clients that hang up, which is what many of the tests are about."""


class Handler(BaseHTTPRequestHandler):
    """One connection."""

    server: LocalServer  # pyright: ignore[reportIncompatibleVariableOverride] - the only server that uses it

    def do_GET(self) -> None:
        self.server.asked.append(self.path)
        self.server.answers.get(self.path, status(404))(self)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
        """Say nothing: what was asked is recorded, and a test's output is its own."""

    def pause(self, seconds: float) -> None:
        """Wait, but not past the end of the server."""
        self.server.over.wait(seconds)


Answer = Callable[[Handler], None]


@contextmanager
def serving() -> Generator[LocalServer]:
    """A server that runs inside the block; answers still going on end with it."""
    with LocalServer() as server:
        thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            server.shutdown()
            thread.join()


def _head(handler: Handler, code: int, headers: Mapping[str, str]) -> None:
    handler.send_response(code)
    for name, value in headers.items():
        handler.send_header(name, value)
    handler.end_headers()


def whole(body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """All of a body, with its length."""

    def answer(handler: Handler) -> None:
        _head(handler, 200, {"Content-Length": str(len(body)), **(headers or {})})
        handler.wfile.write(body)

    return answer


def status(code: int) -> Answer:
    """An error, with a page that says so."""

    def answer(handler: Handler) -> None:
        _head(handler, code, {"Content-Type": "text/html"})
        handler.wfile.write(b"<html>no file here</html>")

    return answer


def redirect(address: str, body: bytes = b"", headers: Mapping[str, str] | None = None) -> Answer:
    """Another address to ask at, and a page that nobody reads."""

    def answer(handler: Handler) -> None:
        length = str(len(body))
        _head(handler, 302, {"Location": address, "Content-Length": length, **(headers or {})})
        handler.wfile.write(body)

    return answer


def cut_off(body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """Half of a body after a promise of all of it, then the end of the connection."""

    def answer(handler: Handler) -> None:
        _head(handler, 200, {"Content-Length": str(len(body)), **(headers or {})})
        handler.wfile.write(body[: len(body) // 2])

    return answer


def without_length(body: bytes) -> Answer:
    """A body that ends where the connection ends, so that only its content tells a cut."""

    def answer(handler: Handler) -> None:
        _head(handler, 200, {})
        handler.wfile.write(body)

    return answer


def hang_up() -> Answer:
    """Nothing, and the end of the connection."""

    def answer(handler: Handler) -> None:
        handler.close_connection = True

    return answer


def hang() -> Answer:
    """Nothing, over an open connection."""
    return lambda handler: handler.pause(PATIENCE)


def hang_after(body: bytes) -> Answer:
    """Half of a body, then nothing more over an open connection."""

    def answer(handler: Handler) -> None:
        cut_off(body)(handler)
        handler.wfile.flush()
        handler.pause(PATIENCE)

    return answer


def drip(body: bytes, headers: Mapping[str, str] | None = None) -> Answer:
    """A body one byte after the other, until the server's patience ends."""

    def answer(handler: Handler) -> None:
        _head(handler, 200, {"Content-Length": str(len(body)), **(headers or {})})
        _drip(handler, body)

    return answer


def drip_after(beginning: bytes) -> Answer:
    """The beginning of an answer, then one byte after the other."""

    def answer(handler: Handler) -> None:
        handler.wfile.write(beginning)
        _drip(handler, b"x" * 10_000)

    return answer


def drip_in_head() -> Answer:
    """A header that never ends."""
    return drip_after(b"HTTP/1.0 200 OK\r\nX-Long: ")


def drip_in_chunk_size() -> Answer:
    """A body in chunks, of which the first tells its size without end."""
    return drip_after(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n9;")


def drip_in_gzip_head() -> Answer:
    """A compressed body whose original name has no end, so that nothing of it can be unpacked."""
    named = bytes([0x1F, 0x8B, 8, 8]) + bytes(6)
    return drip_after(b"HTTP/1.0 200 OK\r\nContent-Encoding: gzip\r\n\r\n" + named)


def _drip(handler: Handler, body: bytes) -> None:
    for place in range(min(len(body), int(PATIENCE / PAUSE))):
        handler.wfile.write(body[place : place + 1])
        handler.wfile.flush()
        handler.pause(PAUSE)
