"""A server is waited for no longer than agreed; what it sends later is let go of."""

import threading
from threading import Event
from time import monotonic

import pytest
import requests

from digits.data.deadline import answer_within


class Answer(requests.Response):
    """An answer that tells when it is closed."""

    def __init__(self) -> None:
        super().__init__()
        self.closed = Event()

    def close(self) -> None:
        self.closed.set()


def test_an_answer_in_time_is_returned_open() -> None:
    answer = Answer()
    assert answer_within(5.0, lambda: answer) is answer
    assert not answer.closed.is_set()


def test_a_failure_in_time_is_raised() -> None:
    def fail() -> requests.Response:
        raise requests.ConnectionError("refused")

    with pytest.raises(requests.ConnectionError, match="refused"):
        answer_within(5.0, fail)


@pytest.mark.parametrize("seconds", [-1.0, 0.0, 0.2])
def test_a_late_answer_is_closed_when_it_comes(seconds: float) -> None:
    answer, arrived = Answer(), Event()

    def ask_slowly() -> requests.Response:
        arrived.wait(5)
        return answer

    begin = monotonic()
    with pytest.raises(TimeoutError):
        answer_within(seconds, ask_slowly)
    assert monotonic() - begin < max(seconds, 0) + 3  # on a busy machine, and not the answer's 5
    assert not answer.closed.is_set()
    arrived.set()
    assert answer.closed.wait(5)


def test_a_late_failure_is_nobodys() -> None:
    arrived = Event()

    def fail_slowly() -> requests.Response:
        arrived.wait(5)
        raise requests.ConnectionError

    before = set(threading.enumerate())
    with pytest.raises(TimeoutError):
        answer_within(0.1, fail_slowly)
    (left,) = set(threading.enumerate()) - before
    assert left.daemon  # or the program would wait for it at its end
    arrived.set()
    left.join(5)
    assert not left.is_alive()
