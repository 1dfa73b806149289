"""Where a training stands, on disk: outside the outputs of stages, which DVC deletes."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from digits.resume.digest import tensors_digest
from digits.whole_file import write_tensors


class DamagedStateError(Exception):
    """A file of a state that is not as it was written."""


@dataclass(frozen=True)
class TrainingState:
    """All that the next step of a training depends on, beside what its fingerprint covers."""

    tensors: Mapping[str, Tensor]
    record: Mapping[str, Any]  # plain values, as JSON knows them


@dataclass(frozen=True)
class StateFile:
    """The state of one run, good for one fingerprint only."""

    folder: Path  # of the run
    fingerprint: str  # of all that its result depends on

    @property
    def path(self) -> Path:
        """A file of its own for each fingerprint: going back to old params finds theirs."""
        return self.folder / f"{self.fingerprint}.safetensors"

    def read(self) -> TrainingState | None:
        """The state that was written last; None where there is none.

        Raises `DamagedStateError` where the file is cut short, changed, or another run's.
        """
        try:
            with safe_open(self.path, framework="pt") as file:
                metadata = file.metadata() or {}
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
        except FileNotFoundError:
            return None
        except (OSError, SafetensorError) as error:
            raise DamagedStateError(f"{self.path}: {error}") from error
        record = metadata.get("record", "")
        if metadata.get("checksum") != self._checksum(tensors, record):
            raise DamagedStateError(f"{self.path}: its checksum is not that of its content")
        return TrainingState(tensors, json.loads(record))

    def write(self, state: TrainingState) -> None:
        """Replace the state in one step, so that being killed meanwhile leaves the one before.

        Raises `WriteError` where the disk doesn't take it.
        """
        record = json.dumps(state.record)
        metadata = {"record": record, "checksum": self._checksum(state.tensors, record)}
        write_tensors(self.path, state.tensors, metadata)

    def remove(self) -> None:
        """Remove this state, if there is one; those of other fingerprints stay."""
        self.path.unlink(missing_ok=True)

    def _checksum(self, tensors: Mapping[str, Tensor], record: str) -> str:
        """Of the fingerprint as well, so that a renamed file is not believed."""
        said = f"{self.fingerprint} {tensors_digest(sorted(tensors.items()))} {record}"
        return hashlib.sha256(said.encode()).hexdigest()


def remove_states(folder: Path) -> None:
    """Remove all states of a run, whatever their fingerprints, and what a kill left of others."""
    for path in (*folder.glob("*.safetensors"), *folder.glob(".*.part")):
        path.unlink(missing_ok=True)
