"""Join the other processes, where torchrun started this one."""

import os
from collections.abc import Generator
from contextlib import contextmanager

from digits.launch.parent import end_with_the_launcher
from digits.training.processes import OneProcess


@contextmanager
def joined_processes() -> Generator[OneProcess]:
    """The processes that train together, inside the block.

    Alone unless torchrun says otherwise in the environment. Nothing of torch's for several
    processes is imported before that is known.
    """
    end_with_the_launcher()
    if int(os.environ.get("WORLD_SIZE", "1")) == 1:
        yield OneProcess()
        return
    from digits.training.distributed.group import group_of_processes  # noqa: PLC0415 - see above

    with group_of_processes() as processes:
        yield processes
