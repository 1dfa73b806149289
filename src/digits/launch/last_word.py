"""What a process of several leaves to its launcher where a new start wouldn't help.

The launcher starts all processes again when one fails. A mistake of the user's would be told by
each of them, after each new start; left in a file, the launcher tells it once.
"""

import json
import os
import sys
from collections.abc import Generator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from digits.errors import UserError
from digits.whole_file import WriteError, write_text

LAST_WORDS = "DIGITS_LAST_WORDS"  # in their environment: the folder of these files


@dataclass(frozen=True)
class LastWord:
    """A `UserError` of one process."""

    message: str
    exit_code: int


def last_word(folder: Path) -> LastWord | None:
    """The one of the first process that left any; None where all ended well.

    Args:
        folder: a file for each, named by the number of the process.
    """
    whole = [file for file in folder.iterdir() if file.name.isdecimal()]
    files = sorted(whole, key=lambda file: int(file.name))
    return LastWord(**json.loads(files[0].read_text(encoding="utf-8"))) if files else None


@contextmanager
def last_word_to_launcher() -> Generator[None]:
    """Leave a `UserError` inside the block to the launcher, and end as if all were well.

    An interruption is not left: the training is saved and may go on. The first process reports it,
    the others end with its exit code. Without a launcher all other errors pass through.
    """
    rank = int(os.environ.get("RANK", "0"))
    folder = Path(os.environ[LAST_WORDS]) if LAST_WORDS in os.environ else None
    if folder and last_word(folder):
        sys.exit()  # started again, because another process ended otherwise than it should
    try:
        yield
    except UserError as error:
        if error.kind == "interrupted":
            if rank:
                sys.exit(error.exit_code)
            raise
        if folder is None:
            raise
        text = json.dumps(asdict(LastWord(str(error), error.exit_code)))
        try:
            write_text(folder / str(rank), text)
        except WriteError:  # then every process says its own, after each new start
            raise error from None
        sys.exit()
    except Exception:
        if folder and last_word(folder):
            sys.exit()  # that process's end broke the connection
        raise
