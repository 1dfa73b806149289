"""What shuffling costs: the order, and images in it from memory and from the disk."""

import argparse
import os
from collections.abc import Callable
from functools import partial
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TypedDict

import torch
from command_line import positive
from figures import table, write_figures
from machine import warn_if_busy
from torch import Tensor

from digits.data.images import SIDE
from digits.data.read_ahead import read_ahead
from digits.errors import reported_to_user

_SIZE = SIDE**2  # bytes of an image
_BATCH = 256  # images
_READ = 2_560  # images read at random
_BLOCK = 2**22  # bytes read at a time in order


class Reads(TypedDict):
    """What `random_reads.py` measured."""

    images: int
    us_per_image: dict[str, list[float]]  # of every round


def main() -> None:
    """Time reads of single images of a file, and of the whole file."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument(
        "--images", type=positive, default=250_000, help="of the file (default: %(default)s)"
    )
    parser.add_argument("--rounds", type=positive, default=5, help="(default: %(default)s)")
    parser.add_argument(
        "--folder",
        type=Path,
        default=Path(),  # that of temporary files is often one in memory
        help="on the disk to read from (default: this one)",
    )
    parser.add_argument("--json", type=Path, help="a file to write the figures to as well")
    arguments = parser.parse_args()
    torch.set_num_threads(1)
    warn_if_busy()
    with TemporaryDirectory(dir=arguments.folder) as folder:
        path = Path(folder, "images")
        path.write_bytes(os.urandom(arguments.images * _SIZE))
        rounds = [_reads(path, arguments.images) for _ in range(arguments.rounds)]
    found = {name: [each[name] for each in rounds] for name in rounds[0]}
    rows = [
        {"µs per image": name, "least": f"{min(us):.3f}", "median": f"{median(us):.3f}"}
        for name, us in found.items()
    ]
    print(table(rows))
    write_figures(arguments.json, Reads(images=arguments.images, us_per_image=found))


def _reads(path: Path, count: int) -> dict[str, float]:
    order = torch.randperm(count)
    batches = order[:_READ].split(_BATCH)
    number = min(_READ, count)

    def rows(images: Tensor, *, ahead: bool) -> None:
        for batch in batches:
            if ahead:
                read_ahead(images, batch)
            images.index_select(0, batch)

    def in_order() -> None:
        with path.open("rb", buffering=0) as file:
            while file.read(_BLOCK):
                pass

    found: dict[str, float] = {}
    for name, ahead in (("one after the other", False), ("asked for first", True)):
        cold = _mapped(path, count)
        found[f"on the disk, {name}"] = _us(partial(rows, cold, ahead=ahead), number)
        del cold  # pages that are mapped stay in memory
    warm = _mapped(path, count)
    found["on the disk, the whole file in its order"] = _us(in_order, count)
    rows(warm, ahead=False)
    found["in memory, asked for first"] = _us(lambda: rows(warm, ahead=True), number)
    found["in memory"] = _us(lambda: rows(warm, ahead=False), number)
    found["a place in torch.randperm"] = _us(lambda: torch.randperm(count), count)
    return found


def _mapped(path: Path, count: int) -> Tensor:
    """The file in a new mapping, and in no memory."""
    with path.open("rb") as file:
        os.fsync(file.fileno())
        os.posix_fadvise(file.fileno(), 0, 0, os.POSIX_FADV_DONTNEED)
    mapped = torch.from_file(str(path), size=count * _SIZE, dtype=torch.uint8)
    return mapped.view(count, _SIZE)


def _us(work: Callable[[], object], images: int) -> float:
    start = perf_counter()
    work()
    return 1e6 * (perf_counter() - start) / images


if __name__ == "__main__":
    with reported_to_user():
        main()
