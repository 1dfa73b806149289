"""Mistakes that a user can mend, and how a program ends on one: one line, no traceback."""

import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager
from typing import TextIO


class UserError(Exception):
    """Something outside the program is wrong; the message says what, where and what to do."""

    exit_code = 1
    kind = "error"  # the first word that the user reads


@contextmanager
def reported_to_user() -> Generator[None]:
    """Turn a `UserError` inside the block into its message on standard error and an exit code."""
    try:
        yield
    except UserError as error:
        _tell(f"{error.kind}: {error}")
        sys.exit(error.exit_code)
    except BrokenPipeError:  # as in `… | head`: nobody reads on, so there is nobody to tell
        send_nowhere(sys.stdout)
        sys.exit(128 + signal.SIGPIPE)
    except KeyboardInterrupt:
        _tell("interrupted")
        sys.exit(128 + signal.SIGINT)


def send_nowhere(stream: TextIO) -> None:
    """Lose without an error what is written to a stream from now on, and what it has kept back.

    Python flushes its streams at the end, and there a line that finds no room changes the exit
    code.
    """
    os.dup2(os.open(os.devnull, os.O_WRONLY), stream.fileno())


def _tell(line: str) -> None:
    try:
        print(line, file=sys.stderr)
    except OSError:  # a full disk, a closed terminal: the exit code is left to tell
        send_nowhere(sys.stderr)
