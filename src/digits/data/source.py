"""What every place that raw files can be fetched from has: a name, and one method."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol, runtime_checkable

from digits.data.raw_files import ExpectedFile
from digits.data.transfer import OpenBar


@runtime_checkable
class Source(Protocol):
    """A place to fetch raw files from."""

    @property
    def name(self) -> str:
        """What to call it in messages."""
        ...

    def fetch(self, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar) -> None:
        """Write the files, uncompressed, into an existing folder.

        Raises `TransferError` at the first that it can't get; those before it then stand there.
        """
        ...
