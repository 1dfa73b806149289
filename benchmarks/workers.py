"""Processes that measure in turns, so that a drift of the machine's speed hits them all alike."""

import multiprocessing
import resource
import sys
from collections.abc import Callable
from contextlib import suppress
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Concatenate, Generic, ParamSpec, TypeVar

from digits.errors import UserError

Figure = TypeVar("Figure")
Arguments = ParamSpec("Arguments")

_UNIT = 1 if sys.platform == "darwin" else 1024  # bytes, of the system's count of memory


class WorkerError(UserError):
    """A worker process ended before its work did."""


class Turns(Generic[Figure]):
    """The worker's side: when to go on, and where to leave what was measured."""

    def __init__(self, connection: "Connection[Any, Any]") -> None:
        """Speak through this end of a pipe."""
        self._connection = connection

    def wait(self) -> None:
        """Say that all is set up, and sleep until the first turn."""
        self._hand_over(None)

    def end(self, figure: Figure) -> None:
        """Hand over what this turn measured, and sleep until the next one."""
        self._hand_over(figure)

    def _hand_over(self, figure: Figure | None) -> None:
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * _UNIT
        try:
            self._connection.send((figure, peak))
            self._connection.recv()
        except (EOFError, OSError):
            sys.exit()  # nobody wants another turn


class Worker(Generic[Figure]):
    """A fresh process that goes on with its job for one turn whenever it is told to.

    A process starts with the peak memory of the one that started it, so a program that reports
    `peak_memory` loads no images itself.

    Attributes:
        peak_memory: of the process until the end of its last turn, in bytes.
    """

    def __init__(
        self,
        job: Callable[Concatenate[Turns[Figure], Arguments], None],
        *arguments: Arguments.args,
        **options: Arguments.kwargs,
    ) -> None:
        """Start the process and wait until it has set itself up.

        Args:
            job: a function of a module; it calls `wait` of its turns once, then `end` for each.
            arguments: what it is called with, behind its turns.
            options: by name.

        Raises the `UserError` that the job raises, or `WorkerError` where the process dies.
        """
        context = multiprocessing.get_context("spawn")
        self._connection, others = context.Pipe()
        target = (others, job, arguments, options)
        self._process = context.Process(target=_work, args=target, daemon=True)
        self._process.start()
        others.close()
        self.peak_memory = 0
        self._receive()

    def __enter__(self) -> "Worker[Figure]":
        """Stop the process at the end of a block."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """End the process, which sleeps between turns, or is cut short by an error here."""
        self._connection.close()
        if kind is not None:
            self._process.terminate()
        self._process.join()

    def turn(self) -> Figure:
        """Let the process work until its next figure.

        Raises as the constructor does.
        """
        with suppress(OSError):  # it has died, which the next line tells
            self._connection.send(None)
        return self._receive()

    def _receive(self) -> Any:  # noqa: ANN401 - a figure, or None before the first turn
        try:
            message: tuple[Figure | None, int] | UserError = self._connection.recv()
        except (EOFError, OSError) as error:
            self._process.join()
            raise WorkerError(
                f"a worker process ended early, with exit code {self._process.exitcode}: the lines"
                " above say why, or, with -9, the system has ended it, perhaps for want of memory"
            ) from error
        if isinstance(message, UserError):
            raise message
        figure, self.peak_memory = message
        return figure


def _work(
    connection: "Connection[Any, Any]",
    job: Callable[..., None],
    arguments: tuple[object, ...],
    options: dict[str, object],
) -> None:
    try:
        job(Turns[Any](connection), *arguments, **options)
    except UserError as error:
        connection.send(error)
