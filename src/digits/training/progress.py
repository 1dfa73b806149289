"""Progress on the screen: a bar on a terminal, plain lines elsewhere."""

import sys
from collections.abc import Callable
from time import monotonic
from typing import NoReturn, TextIO

from tqdm import tqdm

from digits.errors import send_nowhere
from digits.training.history import Epoch, Interval, Observer


class PrintedProgress(Observer):
    """Prints a line per interval and per epoch; on a terminal, a bar replaces the intervals."""

    def __init__(
        self,
        epochs: int,
        stream: TextIO = sys.stdout,
        clock: Callable[[], float] = monotonic,
    ) -> None:
        """Start the clocks.

        Args:
            epochs: how many there will be.
            stream: what to print on.
            clock: seconds; only differences count.
        """
        self._epochs = epochs
        self._stream = stream
        self._clock = clock
        self._last_line = self._epoch_start = clock()
        self._bar: tqdm[NoReturn] | None = None

    def on_resume(self, epochs: int, images: int) -> None:
        """Say from where the training goes on."""
        further = f" and {images} images" if images else ""
        self._print(f"continues after {epochs} of {self._epochs} epochs{further}")

    def on_damaged_state(self, what: str) -> None:
        """Say that the training starts anew, and why."""
        self._print(f"starts anew, since what was saved is damaged: {what}")

    def on_interval(self, interval: Interval) -> None:
        """Show images seen of total, percent, loss, accuracy and seconds since the last line."""
        scores = f"loss {interval.loss:.4f}, accuracy {interval.accuracy:.2%}"
        if self._stream.isatty():
            if self._bar is None:
                title = f"epoch {interval.epoch}/{self._epochs}"
                self._bar = tqdm(
                    total=interval.total, desc=title, unit=" images", file=self._stream
                )
            self._bar.set_postfix_str(scores, refresh=False)
            self._bar.update(interval.seen - self._bar.n)
            return
        now = self._clock()
        self._print(
            f"epoch {interval.epoch}/{self._epochs}: {interval.seen}/{interval.total} images"
            f" ({interval.seen / interval.total:.0%}), {scores}, {now - self._last_line:.1f} s"
        )
        self._last_line = now

    def on_epoch(self, epoch: Epoch) -> None:
        """Show the scores of the epoch and its seconds, validation included."""
        if self._bar is not None:
            self._bar.close()
            self._bar = None
        now = self._clock()
        validation = (
            ""
            if epoch.validation_loss is None or epoch.validation_accuracy is None
            else f"; validation: loss {epoch.validation_loss:.4f},"
            f" accuracy {epoch.validation_accuracy:.2%}"
        )
        self._print(
            f"epoch {epoch.epoch}/{self._epochs} done: loss {epoch.train_loss:.4f},"
            f" accuracy {epoch.train_accuracy:.2%}{validation}; {now - self._epoch_start:.1f} s"
        )
        self._last_line = self._epoch_start = now

    def _print(self, line: str) -> None:
        try:
            print(line, file=self._stream, flush=True)
        except BrokenPipeError:
            raise
        except OSError:  # a full disk, a closed terminal: no reason to end a training
            send_nowhere(self._stream)
