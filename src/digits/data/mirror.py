"""A web address below which the raw files lie."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic

import requests

from digits.data.checksums import check_md5
from digits.data.raw_files import ExpectedFile
from digits.data.transfer import OpenBar, download, without_password
from digits.data.unpacking import unpack

_PACKING = 1 << 16  # bytes that gzip may add to what it can't shrink


@dataclass(frozen=True)
class Mirror:
    """A web address below which the four files lie as `.gz`."""

    url: str
    timeout: float  # seconds for one file
    # What each file is called there, where that is not its name in data/raw.
    names: Mapping[str, str] = field(default_factory=dict[str, str])
    md5: Mapping[str, str] = field(default_factory=dict[str, str])  # of compressed files, by name

    @property
    def name(self) -> str:
        """The address, without a password."""
        return without_password(self.url)

    def fetch(self, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar) -> None:
        """See `Source.fetch`."""
        with requests.Session() as session:
            for name, expected in files.items():
                packed = folder / f"{self.names.get(name, name)}.gz"
                download(
                    session,
                    f"{self.url.rstrip('/')}/{packed.name}",
                    packed,
                    limit=expected.size + _PACKING,
                    deadline=monotonic() + self.timeout,
                    open_bar=open_bar,
                )
                if expected.sha256 is None:
                    check_md5(packed, self.md5.get(packed.name))
                with packed.open("rb") as stream:
                    unpack(stream, folder / name, size=expected.size, name=packed.name)
                packed.unlink()
