"""Libraries that write to standard error by themselves, as libtiff does about damaged pictures."""

import os
import sys
from collections.abc import Generator
from contextlib import contextmanager

_STDERR = 2


@contextmanager
def libraries_are_quiet() -> Generator[None]:
    """Throw away what is written to standard error below Python; `sys.stderr` goes on as before.

    What goes wrong there arrives as an exception: nothing is lost. The descriptor is exchanged once
    for all pictures: were it for each, Ctrl+C between two lines could leave our own words unheard.
    """
    try:
        kept = os.dup(_STDERR)
    except OSError:  # it is closed, and so quiet
        yield
        return
    python = sys.stderr
    if _writes_to(python, _STDERR):
        sys.stderr = open(  # noqa: SIM115 - closed below; it has no path
            kept, "w", buffering=1, encoding=python.encoding, errors=python.errors, closefd=False
        )
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        sys.stderr.flush()
        sys.stderr = python
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)


def _writes_to(stream: object, descriptor: int) -> bool:
    """Not so where a program has put a stream of its own in the place of `sys.stderr`."""
    try:
        return stream.fileno() == descriptor  # pyright: ignore[reportAttributeAccessIssue] - or so
    except (AttributeError, OSError, ValueError):
        return False
