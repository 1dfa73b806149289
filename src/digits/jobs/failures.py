"""What is said at the end where jobs have failed: the first one's last words, then the others."""

from collections.abc import Sequence
from pathlib import Path

from digits.errors import UserError

_LINES = 15


class FailedJobsError(UserError):
    """One or more jobs have failed."""

    def __init__(self, logs: Sequence[Path]) -> None:
        """Read the end of the first one's log.

        Args:
            logs: of the jobs that failed, the first to fail first; at least one.
        """
        first, *others = logs
        text = first.read_text(encoding="utf-8", errors="replace")
        words = [f"  {line}" for line in text.splitlines() if line.strip()][-_LINES:]
        also = [f"also failed: {log.stem}; all that it printed: {log}" for log in others]
        headline = f"{first.stem} failed; all that it printed: {first}; the end of it:"
        super().__init__("\n".join([headline, *words, *also]))
