"""Wait for a server no longer than agreed, however it spreads what it sends.

The time limit of a socket begins anew with every byte, so a server that drips would renew it.
"""

from collections.abc import Callable, Generator
from concurrent.futures import Future, wait
from contextlib import contextmanager, suppress
from threading import Thread, Timer

import requests


def answer_within(seconds: float, ask: Callable[[], requests.Response]) -> requests.Response:
    """What a request returns or raises; raises `TimeoutError` where it takes longer.

    Such a request is left behind in a thread of its own, which ends with it or with the process:
    a lookup of a name, a handshake or a header that never ends can't be stopped from outside.
    """
    future: Future[requests.Response] = Future()

    def run() -> None:
        try:
            future.set_result(ask())
        except Exception as error:  # noqa: BLE001 - raised again where the result is asked for
            future.set_exception(error)

    Thread(target=run, daemon=True).start()
    if not wait([future], timeout=seconds).done:
        future.add_done_callback(_close)
        raise TimeoutError
    return future.result()


@contextmanager
def stopped_after(seconds: float, response: requests.Response) -> Generator[None]:
    """Inside the block, the body of a response can be read for so long; then it seems to end."""

    def stop() -> None:
        with suppress(OSError, RuntimeError, ValueError):  # it has come to its end by itself
            response.raw.shutdown()

    timer = Timer(seconds, stop)
    timer.daemon = True
    timer.start()
    try:
        yield
    finally:
        timer.cancel()


def _close(late: Future[requests.Response]) -> None:
    if late.exception() is None:
        late.result().close()
