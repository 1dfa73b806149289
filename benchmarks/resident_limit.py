"""A process within a limit of memory, on a Linux whose control groups are out of reach.

What nothing but a larger swap could take back, the process's own memory, is limited by the system.
Pages of a file come and go: where they and the rest would exceed the limit, a thread has the system
drop them, as it would for a control group, so that they are read from the disk again.
"""

import ctypes
import os
import resource
from pathlib import Path
from threading import Event, Thread
from types import TracebackType
from typing import Self

_PAGE_OUT = 21  # MADV_PAGEOUT, "reclaim these pages"; Linux 5.4
_INTERVAL = 0.02  # seconds
_EARLY = 0.8  # of the limit, since pages go on coming while they are counted and dropped
_STATUS = {"RssAnon": "own", "RssFile": "of_files"}


class ResidentLimit:
    """Holds for this process, within a block.

    Attributes:
        peak_own: the most bytes of its own memory that were seen.
        peak: the most bytes of all its memory that were seen, pages of files included.
        times: that the pages of the file were dropped.
    """

    def __init__(self, limit: int, file: Path) -> None:
        """Limit this process.

        Args:
            limit: bytes.
            file: that the process will map, privately, as safetensors does. The system counts such
                a mapping as if every page of it were written to and so copied, so its size is added
                to the limit on own memory.
        """
        self._limit = limit
        self._file = file.resolve()  # as the system names it
        _, hard = resource.getrlimit(resource.RLIMIT_DATA)
        resource.setrlimit(resource.RLIMIT_DATA, (limit + file.stat().st_size, hard))
        self._libc = ctypes.CDLL(None, use_errno=True)
        self._stop = Event()
        self._thread = Thread(target=self._watch, daemon=True)
        self.peak_own = self.peak = self.times = 0

    def __enter__(self) -> Self:
        """Watch the process in the block."""
        self._thread.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        """Stop watching; the limit on own memory stays."""
        self._stop.set()
        self._thread.join()

    def _watch(self) -> None:
        with self._file.open("rb") as file:
            while not self._stop.wait(_INTERVAL):
                resident = _resident()
                self.peak_own = max(self.peak_own, resident["own"])
                self.peak = max(self.peak, sum(resident.values()))
                if sum(resident.values()) > _EARLY * self._limit:
                    if self._page_out():
                        self.times += 1
                    os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)  # read ahead

    def _page_out(self) -> bool:
        """Have the system drop the pages of the file; whether it is mapped at all."""
        found = False
        for line in Path("/proc/self/maps").read_text(encoding="utf-8").splitlines():
            if line.endswith(f" {self._file}"):
                start, end = (int(address, 16) for address in line.split()[0].split("-"))
                pages = ctypes.c_void_p(start), ctypes.c_size_t(end - start)
                if self._libc.madvise(*pages, _PAGE_OUT):
                    raise OSError(ctypes.get_errno(), "the system doesn't drop pages")
                found = True
        return found


def _resident() -> dict[str, int]:
    """Bytes."""
    lines = Path("/proc/self/status").read_text(encoding="utf-8").splitlines()
    fields = (line.split(":") for line in lines)
    return {
        _STATUS[name]: 1024 * int(value.split()[0]) for name, value in fields if name in _STATUS
    }
