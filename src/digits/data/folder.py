"""Raw files in a folder of the user's."""

import hashlib
import os.path
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

from digits.data.idx import LONGEST_HEADER, IdxError, promised_size
from digits.data.raw_files import ROLES, ExpectedFile
from digits.data.transfer import OpenBar, TransferError
from digits.data.unpacking import unpack, unpacked
from digits.errors import UserError

_REPAIR = "see `dataset.source` in params.yaml"


class FolderError(UserError):
    """A folder doesn't hold the files of a dataset."""


@dataclass(frozen=True)
class Folder:
    """A folder with the files as `.gz` or plain, named as MNIST's, with `-idx` or `.idx`."""

    path: Path
    # What the files were published as, where that is something else.
    names: Mapping[str, str] = field(default_factory=dict[str, str])

    @classmethod
    def of(cls, source: str, names: Mapping[str, str] | None = None) -> "Folder":
        """The folder that `dataset.source` names; ~ is the user's home."""
        # Not Path.expanduser, which raises for a user who doesn't exist.
        return cls(Path(os.path.expanduser(source)), names or {})  # noqa: PTH111

    @property
    def name(self) -> str:
        """The path, as messages call it."""
        return f"the folder {self.path}"

    def fetch(self, files: Mapping[str, ExpectedFile], folder: Path, open_bar: OpenBar) -> None:
        """See `Source.fetch`."""
        del open_bar  # a copy on the same machine needs none
        for name, expected in files.items():
            path = self._find(name)
            try:
                with path.open("rb") as stream:
                    unpack(stream, folder / name, size=expected.size, name=str(path))
            except OSError as error:
                raise TransferError(f"{path}: {error.strerror}") from error

    def described(self, published: Mapping[str, ExpectedFile]) -> dict[str, ExpectedFile]:
        """Size and SHA-256 of the files as they are now, each of the size that its header promises.

        Args:
            published: what is known of the files, by their names; may be nothing.

        Raises `FolderError` where one is missing, damaged, no IDX file, or of another size than the
        published one.
        """
        try:
            return {name: _described(self._find(name), published.get(name)) for name in ROLES}
        except (TransferError, IdxError) as error:
            raise FolderError(f"{self.name}: {error}; {_REPAIR}") from error

    def _find(self, name: str) -> Path:
        stems = dict.fromkeys([name, name.replace("-idx", ".idx"), self.names.get(name, name)])
        candidates = [self.path / f"{stem}{end}" for stem in stems for end in ("", ".gz")]
        for candidate in candidates:
            try:
                if candidate.is_file():
                    return candidate
            except OSError as error:  # of a folder that may not be looked into, or too long a name
                raise TransferError(f"{candidate}: {error.strerror}") from error
        raise TransferError(f"holds none of {', '.join(path.name for path in candidates)}")


def _described(path: Path, published: ExpectedFile | None) -> ExpectedFile:
    digest, size, head, promised = hashlib.sha256(), 0, b"", None
    try:
        with path.open("rb") as stream:
            for chunk in unpacked(stream, str(path)):
                digest.update(chunk)
                size += len(chunk)
                head += chunk[: LONGEST_HEADER - len(head)]
                if len(head) == LONGEST_HEADER and promised is None:
                    promised = promised_size(head, path)
                if promised is not None and size > promised:  # or a bomb would take all day
                    break
    except OSError as error:
        raise TransferError(f"{path}: {error.strerror}") from error
    if size != (promised if promised is not None else promised_size(head, path)):
        raise TransferError(f"{path}: is longer or shorter than its header promises")
    if published and size != published.size:
        raise TransferError(f"{path}: holds {size:,} bytes, the published file {published.size:,}")
    return ExpectedFile(size, digest.hexdigest())
