"""What is read ahead: the rows that were asked for, and little else."""

import mmap
import sys
from pathlib import Path
from time import monotonic, sleep

import pytest
import torch
from page_cache import in_memory, leave_on_the_disk_alone
from torch import Tensor

from digits.data.read_ahead import read_ahead

ROWS, SIZE = 4000, 784  # bytes: 3.1 MB

pytestmark = pytest.mark.skipif(sys.platform != "linux", reason="asks Linux for its pages")


@pytest.fixture
def table(tmp_path: Path) -> Tensor:
    """Of a file that is on the disk alone."""
    path = tmp_path / "table"
    path.write_bytes(bytes(ROWS * SIZE))
    leave_on_the_disk_alone(path)
    return torch.from_file(str(path), size=ROWS * SIZE, dtype=torch.uint8).view(ROWS, SIZE)


def test_fetches_the_pages_of_the_rows(table: Tensor) -> None:
    rows = torch.tensor([3999, 0, 1234, 2468])
    read_ahead(table, rows)
    ends = [byte for row in rows.tolist() for byte in (row * SIZE, row * SIZE + SIZE - 1)]
    wanted = {byte // mmap.PAGESIZE for byte in ends}
    deadline = monotonic() + 30  # seconds
    while (found := {n for n, there in enumerate(in_memory(table)) if there}) < wanted:
        assert monotonic() < deadline
        sleep(0.01)
    assert found == wanted


def test_rows_read_later_bring_no_neighbours(table: Tensor) -> None:
    address = f"{table.data_ptr() - table.data_ptr() % mmap.PAGESIZE:x}-"

    def flags() -> set[str]:
        """Of the mapping, by smaps; "rr" is random read advice."""
        smaps = Path("/proc/self/smaps").read_text(encoding="utf-8")
        [_, mapping] = f"\n{smaps}".split(f"\n{address}")
        return set(mapping.split("VmFlags: ")[1].partition("\n")[0].split())

    assert "rr" not in flags()
    read_ahead(table, torch.tensor([0]))
    assert "rr" in flags()


@pytest.mark.parametrize("table", [torch.arange(12).reshape(4, 3), torch.empty(0, 3)])
def test_tensors_in_memory_stay_as_they_are(table: Tensor) -> None:
    before = table.clone()
    read_ahead(table, torch.arange(len(table)))
    assert table.equal(before)
