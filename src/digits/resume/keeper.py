"""When the state of a training goes to disk: after an epoch, after a minute, and before the end."""

import signal
from collections.abc import Callable, Generator
from contextlib import contextmanager
from time import monotonic
from types import FrameType

from digits.errors import UserError
from digits.resume.state_file import StateFile, TrainingState

_PATIENCE = 60.0  # seconds of training that a kill may cost at most


class InterruptedTraining(UserError):  # noqa: N818 - no error, but the way out is the same
    """The process was told to end, and where it stood is saved."""

    kind = "interrupted"

    def __init__(self, number: int, message: str) -> None:
        """The exit code is that of shells for a process that a signal ended.

        Args:
            number: of the signal.
            message: where it stood and how to go on.
        """
        super().__init__(message)
        self.exit_code = 128 + number


class Keeper:
    """Told of every step and epoch. This one keeps nothing."""

    def after_step(self, state: Callable[[], TrainingState]) -> None:
        """Between two steps of an epoch."""

    def after_epoch(self, state: Callable[[], TrainingState]) -> None:
        """After an epoch's validation."""


class FileKeeper(Keeper):
    """Keeps the state in a file."""

    def __init__(
        self,
        file: StateFile,
        clock: Callable[[], float] = monotonic,
        agree: Callable[[int], int] = int,
    ) -> None:
        """Start the clock.

        Args:
            file: what to write to.
            clock: seconds; only differences count.
            agree: the largest of the numbers that all processes of a training give it, which must
                write and end after the same step.
        """
        self._file = file
        self._clock = clock
        self._agree = agree
        self._written = clock()
        self._signal = 0  # none

    def after_step(self, state: Callable[[], TrainingState]) -> None:
        """Write if a minute has passed or the process was told to end.

        Raises `InterruptedTraining` in the second case, `WriteError` where the disk is full.
        """
        due = self._clock() - self._written >= _PATIENCE
        if self._agree(self._signal or due):
            self.after_epoch(state)

    def after_epoch(self, state: Callable[[], TrainingState]) -> None:
        """Write.

        Raises `InterruptedTraining` if the process was told to end, `WriteError` where the disk is
        full.
        """
        self._file.write(state())
        self._written = self._clock()
        if number := self._agree(self._signal):
            name = signal.Signals(number).name
            raise InterruptedTraining(
                number,
                f"{name}: where the training stands is saved; the same command continues it",
            )

    @contextmanager
    def on_signals(self, *, patient: bool = False) -> Generator[None]:
        """Inside the block, some signals end the training after its current step.

        SIGINT, SIGTERM and, but under nohup, SIGHUP.

        Args:
            patient: take no notice of a second one, not even after the block; otherwise it ends the
                process at once. A launcher hands on what may have reached its processes already.
        """

        def note(number: int, frame: FrameType | None) -> None:
            del frame
            self._signal = number
            for each, handler in before.items():
                signal.signal(each, signal.SIG_IGN if patient else handler)

        before = {each: signal.getsignal(each) for each in _ending_signals()}
        for each in before:
            signal.signal(each, note)
        try:
            yield
        finally:
            if not (patient and self._signal):
                for each, handler in before.items():
                    signal.signal(each, handler)


def _ending_signals() -> list[signal.Signals]:
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN  # as nohup has it
    return [signal.SIGINT, signal.SIGTERM, *([] if ignored else [signal.SIGHUP])]
