"""Serve the page to draw on, on this machine: `python -m digits.demo.serve`."""

import argparse
import sys
from contextlib import suppress
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from digits.errors import UserError, reported_to_user

HOST = "127.0.0.1"
PORT = 8000
_MORE_PORTS = 100  # that are tried where the first is taken


class ServeError(UserError):
    """There is nothing to serve, or nowhere to serve it."""


class Handler(SimpleHTTPRequestHandler):
    """Files with the types that browsers insist on, whatever the system's own table says."""

    extensions_map = {  # noqa: RUF012 - the base class has it so
        "": "application/octet-stream",
        ".html": "text/html; charset=utf-8",
        ".css": "text/css; charset=utf-8",
        ".js": "text/javascript; charset=utf-8",
        ".json": "application/json",
        ".wasm": "application/wasm",
        ".png": "image/png",
        ".svg": "image/svg+xml",
    }

    def end_headers(self) -> None:
        """Have browsers ask each time, so that a page that was built anew is seen."""
        self.send_header("Cache-Control", "no-cache")
        super().end_headers()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - named by the library
        """Say nothing."""


class Server(ThreadingHTTPServer):
    """Serves each browser in a thread of its own."""

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ANN401 - the base class's
        """Say nothing of browsers that leave while they are being answered."""
        if not isinstance(sys.exception(), ConnectionError):
            super().handle_error(request, client_address)


def server_of(folder: Path, port: int = PORT) -> ThreadingHTTPServer:
    """A server of the files in a folder, for this machine alone.

    Args:
        folder: with an index.html.
        port: or one of the next, where it is taken; 0 for any.

    Raises `ServeError` where there is no page, or no port.
    """
    if not (folder / "index.html").is_file():
        raise ServeError(f"{folder}/index.html: not there; build it with: make site")
    handler = partial(Handler, directory=str(folder))
    last = min(port + _MORE_PORTS, 2**16 - 1) if port else 0
    for each in range(port, last + 1):
        with suppress(OSError):
            return Server((HOST, each), handler)
    raise ServeError(f"no port from {port} to {last} can be had; name another with --port")


def main() -> None:
    """Serve the page to draw on, on this machine, until Ctrl+C."""
    parser = argparse.ArgumentParser(prog="python -m digits.demo.serve", description=main.__doc__)
    parser.add_argument("--port", type=_port, default=PORT, help="the next free one is taken")
    parser.add_argument("--folder", type=Path, default=Path("site"))
    arguments = parser.parse_args()
    with server_of(arguments.folder, arguments.port) as server:
        print(f"http://{HOST}:{server.server_port}/  (Ctrl+C ends it)", flush=True)
        try:
            server.serve_forever()
        except KeyboardInterrupt:
            print()


def _port(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**16):
        raise argparse.ArgumentTypeError(f"found {text!r}; should be from 0, for any, to 65535")
    return int(text)


if __name__ == "__main__":
    with reported_to_user():
        main()
