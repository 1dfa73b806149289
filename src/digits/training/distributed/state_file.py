"""The state of a training by several processes: one file, the first process's."""

import torch
import torch.distributed as dist

from digits.resume.state_file import DamagedStateError, StateFile, TrainingState


class CommonStateFile(StateFile):
    """Read and written by the first process; the others need not see its disk."""

    def read(self) -> TrainingState | None:
        """The same for every process.

        Raises `DamagedStateError` in all where the first one finds a damaged file.
        """
        found: list[TrainingState | str | None] = [None]
        if dist.get_rank() == 0:
            try:
                found = [super().read()]
            except DamagedStateError as error:
                found = [str(error)]
        dist.broadcast_object_list(found, device=torch.device("cpu"))
        if isinstance(found[0], str):
            raise DamagedStateError(found[0])
        return found[0]

    def write(self, state: TrainingState) -> None:
        """In the first process.

        Raises `WriteError` there where the disk doesn't take it.
        """
        if dist.get_rank() == 0:
            super().write(state)

    def remove(self) -> None:
        """In the first process."""
        if dist.get_rank() == 0:
            super().remove()
