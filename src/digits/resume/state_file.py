"""Where a training stands, on disk: outside the outputs of stages, which DVC deletes."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from safetensors import SafetensorError, safe_open
from torch import Tensor

from digits.whole_file import write_tensors


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
        """The state that was written last; None where there is none, or none that can be read."""
        try:
            with safe_open(self.path, framework="pt") as file:
                metadata = file.metadata() or {}
                if metadata.get("fingerprint") != self.fingerprint:
                    return None  # of another run, renamed
                tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118 - no dict
            return TrainingState(tensors, json.loads(metadata["record"]))
        except (OSError, SafetensorError, ValueError, KeyError):
            return None

    def write(self, state: TrainingState) -> None:
        """Replace the state in one step, so that being killed meanwhile leaves the one before.

        Raises `WriteError` where the disk doesn't take it.
        """
        metadata = {"fingerprint": self.fingerprint, "record": json.dumps(state.record)}
        write_tensors(self.path, state.tensors, metadata)


def remove_states(folder: Path) -> None:
    """Remove all states of a run, whatever their fingerprints."""
    for path in (*folder.glob("*.safetensors"), *folder.glob(".*.part")):
        path.unlink(missing_ok=True)
