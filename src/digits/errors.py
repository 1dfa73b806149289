"""Mistakes that a user can mend, and how a program ends on one: one line, no traceback."""

import os
import signal
import sys
from collections.abc import Generator
from contextlib import contextmanager


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
        print(f"{error.kind}: {error}", file=sys.stderr)
        sys.exit(error.exit_code)
    except BrokenPipeError:  # as in `… | head`: nobody reads on, so there is nobody to tell
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes at its end
        sys.exit(128 + signal.SIGPIPE)
    except KeyboardInterrupt:
        print("interrupted", file=sys.stderr)
        sys.exit(128 + signal.SIGINT)
