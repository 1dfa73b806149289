"""Start a program in several processes on this machine, with torch's own launcher inside this one.

The launcher's agent watches them: where one dies, it starts all again, and they go on from the
saved state.
"""

import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path
from tempfile import TemporaryDirectory

from digits.errors import UserError
from digits.launch.last_word import LAST_WORDS, last_word
from digits.launch.parent import LAUNCHER
from digits.params.launcher import Launcher, Torchrun

_RESTARTS = 3


class LaunchError(UserError):
    """The processes failed, or aren't as many as params.yaml says."""

    def __init__(self, message: str, exit_code: int = 1) -> None:
        """Take the exit code of the process whose error it was."""
        super().__init__(message)
        self.exit_code = exit_code


def processes_to_start(launcher: Launcher) -> int | None:
    """How many; None where this process trains itself: alone, or started by torchrun already.

    Raises `LaunchError` where torchrun started others than params.yaml says.
    """
    if not isinstance(launcher, Torchrun):
        return None
    if "RANK" not in os.environ:
        return launcher.processes
    found = os.environ.get("WORLD_SIZE")
    if found != str(launcher.processes):
        raise LaunchError(
            f"params.yaml: launcher.processes: found {launcher.processes}, but torchrun started"
            f" {found}; results depend on the number, so make the two equal",
            exit_code=2,
        )
    return None


def restarted() -> bool:
    """Whether torchrun has started this process again, after it or another one died."""
    return os.environ.get("TORCHELASTIC_RESTART_COUNT", "0") != "0"


def launch(processes: int, threads: int, program: Sequence[str]) -> None:
    """Run a program in so many processes, to its end.

    A signal is handed on to them, and ends this process after them, with the exit code of shells.

    Args:
        processes: how many.
        threads: of each.
        program: a Python file and its arguments.

    Raises `LaunchError` where a new start doesn't help.
    """
    # Here, since a training in one process has no use for them.
    from torch.distributed import run  # noqa: PLC0415
    from torch.distributed.elastic.multiprocessing.api import SignalException  # noqa: PLC0415
    from torch.distributed.elastic.multiprocessing.errors import ChildFailedError  # noqa: PLC0415

    os.environ["OMP_NUM_THREADS"] = str(threads)  # torchrun would say 1, and warn of it
    # With the launcher's own store, processes that are started again may find the addresses of
    # those that died, and wait for each other for half an hour
    # (https://github.com/pytorch/pytorch/issues/135712).
    os.environ["TORCH_DISABLE_SHARE_RDZV_TCP_STORE"] = "1"
    options = [
        "--standalone",
        f"--nproc-per-node={processes}",
        f"--max-restarts={_RESTARTS}",
        f"--signals-to-handle={','.join(_signals())}",
    ]
    with TemporaryDirectory() as folder:
        os.environ[LAST_WORDS] = folder
        os.environ[LAUNCHER] = str(os.getpid())
        try:
            run.run(run.parse_args([*options, *program]))
        except SignalException as stopped:
            _raise_last_word(folder)  # such as that there was no room to save
            sys.exit(128 + stopped.sigval)  # the processes have said what they saved
        except ChildFailedError as error:
            _, failure = error.get_first_failure()
            raise LaunchError(
                f"the training failed {_RESTARTS + 1} times, at last in process {failure.pid}"
                f" {_end(failure.exitcode)}; then the same command goes on from what was saved"
            ) from error
        _raise_last_word(folder)


def _raise_last_word(folder: str) -> None:
    if word := last_word(Path(folder)):
        raise LaunchError(word.message, word.exit_code) from None


def _signals() -> list[str]:
    """Those that are handed on: torch's choice, without the one that nohup keeps away."""
    ignored = signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    return ["SIGTERM", "SIGINT", "SIGQUIT", *([] if ignored else ["SIGHUP"])]


def _end(exit_code: int) -> str:
    """How a process ended; the code of one that was killed is the signal's number below zero."""
    if exit_code >= 0:
        return f"with exit code {exit_code}: mend what it said above"
    name = signal.Signals(-exit_code).name
    memory = ": if memory ran out, lower launcher.processes or training.batch_size"
    return f"by {name}{memory if name == 'SIGKILL' else ''}"
