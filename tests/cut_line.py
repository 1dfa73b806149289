"""A line to a server on this machine that can be cut after so many bytes, and mended."""

import math
from collections.abc import Generator
from contextlib import contextmanager
from select import select
from socket import create_connection, socket
from socketserver import BaseRequestHandler, ThreadingTCPServer
from threading import Lock, Thread

PIECE = 1 << 14  # bytes handed on at a time
GLANCE = 0.05  # seconds after which a connection that is silent looks whether the line is cut


class CutLine(ThreadingTCPServer):
    """Hands on what comes, both ways, until its bytes are used up; then it is dead both ways."""

    daemon_threads = True

    def __init__(self, target: int) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.target = target
        self._left = math.inf
        self._lock = Lock()

    @property
    def port(self) -> int:
        """Where the line begins, on this machine."""
        return self.server_address[1]

    @property
    def is_cut(self) -> bool:
        """Whether nothing goes through any more."""
        return self._left <= 0

    def cut_after(self, count: int) -> None:
        """Let so many more bytes through, of all connections and both ways together."""
        self._left = count

    def mend(self) -> None:
        """Let everything through."""
        self._left = math.inf

    def grant(self, count: int) -> int:
        """Take so many bytes of those that are left; how many there were."""
        with self._lock:
            granted = int(min(count, self._left))
            self._left -= granted
            return granted


class _Connection(BaseRequestHandler):
    """One connection; it ends without a word when the line is cut."""

    server: CutLine  # pyright: ignore[reportIncompatibleVariableOverride] - the only server that uses it

    def handle(self) -> None:
        near: socket = self.request
        if self.server.is_cut:
            return
        with create_connection(("127.0.0.1", self.server.target)) as far:
            other_end = {near: far, far: near}
            try:
                while not self.server.is_cut:
                    for end in select(list(other_end), [], [], GLANCE)[0]:
                        piece = end.recv(PIECE)
                        if not piece:
                            return
                        other_end[end].sendall(piece[: self.server.grant(len(piece))])
            except OSError:  # one of the ends hung up
                return


@contextmanager
def line_to(port: int) -> Generator[CutLine]:
    """A line to a port of this machine, whole until it is cut."""
    with CutLine(port) as line:
        thread = Thread(target=line.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        try:
            yield line
        finally:
            line.shutdown()
            thread.join()
