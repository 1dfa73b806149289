"""Two processes that train every case of `shared_training` together, once for all tests.

The first process of the tests that needs it has them do so.
"""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from filelock import FileLock
from project import ROOT
from safetensors.torch import load_file
from torch import Tensor


def _free_port() -> int:
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return found.getsockname()[1]


@pytest.fixture(scope="session")
def two_processes(shared_folder: Path) -> list[dict[str, Tensor]]:
    """What each of them found, by `<case>/<what>`."""
    folder, done = shared_folder / "two", shared_folder / "two.done"
    with FileLock(shared_folder / "two.lock"):
        if not done.exists():
            _train_in_two_processes(folder)
            done.touch()
    return [load_file(folder / f"{rank}.safetensors") for rank in range(2)]


def _train_in_two_processes(folder: Path) -> None:
    folder.mkdir(exist_ok=True)
    common = {
        "PYTHONPATH": f"{ROOT / 'tests'}{os.pathsep}{ROOT / 'src'}",
        "MASTER_ADDR": "127.0.0.1",
        "MASTER_PORT": str(_free_port()),
        "WORLD_SIZE": "2",
        "LOCAL_WORLD_SIZE": "2",
    }
    program = [sys.executable, str(ROOT / "tests" / "shared_training.py"), str(folder)]
    started = [
        subprocess.Popen(  # noqa: S603 - our own program
            program,
            env={**os.environ, **common, "RANK": str(rank), "LOCAL_RANK": str(rank)},
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )
        for rank in range(2)
    ]
    said = [process.communicate(timeout=300)[0] for process in started]
    assert [process.returncode for process in started] == [0, 0], "\n".join(said)
    assert not any("Warning" in each for each in said), "\n".join(said)
