"""The process that started this one: torch's launcher, which hands signals on to it.

One that ends by itself is started again.
"""

import ctypes
import os
import signal
import sys

LAUNCHER = "DIGITS_LAUNCHER"  # in the environment of processes that `launch` started: its number
_PARENT = os.getppid()  # now: later it may have been killed, and another be the parent
_SET_PARENT_DEATH_SIGNAL = 1  # PR_SET_PDEATHSIG in linux/prctl.h


def launching_process() -> int | None:
    """Its number; None where no launcher started this process."""
    if "TORCHELASTIC_RUN_ID" not in os.environ:  # which torch's launcher alone sets
        return None
    return int(os.environ.get(LAUNCHER, _PARENT))


def end_with_the_launcher() -> None:
    """Be told to end where the launcher is killed, which would leave its processes at work.

    On Linux only; without a launcher nothing is done.
    """
    launcher = launching_process()
    if launcher is None or sys.platform != "linux":
        return
    ctypes.CDLL(None).prctl(_SET_PARENT_DEATH_SIGNAL, signal.SIGTERM)
    if os.getppid() != launcher:  # it was killed before this process could ask to be told
        signal.raise_signal(signal.SIGTERM)
