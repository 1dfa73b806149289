"""Libraries that write to standard error by themselves, as libtiff does about damaged pictures."""

import os
from collections.abc import Generator
from contextlib import contextmanager

_STDERR = 2


@contextmanager
def libraries_are_quiet() -> Generator[None]:
    """Throw away what is written to standard error inside the block, below Python as well.

    What goes wrong there arrives as an exception: nothing is lost.
    """
    try:
        kept = os.dup(_STDERR)
    except OSError:  # it is closed, and so quiet
        yield
        return
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(kept)
        os.close(nowhere)
