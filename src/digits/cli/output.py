"""Standard output that may be ASCII, full, or no terminal."""

import os
import sys
from io import TextIOWrapper

from digits.errors import UserError


class OutputError(UserError):
    """Standard output takes no more."""


def accept_every_letter() -> None:
    """Where the encoding of standard output lacks a letter, write its code."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


def say(text: str) -> None:
    """Print at once: who reads along sees each answer as it comes.

    Raises `OutputError` on a full disk, and `BrokenPipeError` where nobody reads any more.
    """
    try:
        print(text, flush=True)
    except BrokenPipeError:
        raise
    except OSError as error:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # Python flushes at its end
        raise OutputError(f"standard output: can't be written: {error.strerror}") from error


def printable(text: str) -> str:
    """In one line, without letters that do something to a terminal: a file's name may hold any."""
    return "".join(
        letter if letter.isprintable() else letter.encode("unicode_escape").decode()
        for letter in text
    )


def takes_colours() -> bool:
    """Whether standard output is a terminal with colours that its user wants."""
    unwanted = os.environ.get("NO_COLOR") or os.environ.get("TERM") == "dumb"
    return sys.stdout.isatty() and not unwanted
