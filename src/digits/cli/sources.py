"""What is named on the command line, to pictures."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

import numpy as np
from jaxtyping import UInt8

from digits.preparation.picture import UnreadablePictureError, read_grey

SUFFIXES = frozenset(
    f".{kind}"
    for kind in "bmp gif jfif jpe jpeg jpg pbm pgm png pnm ppm tif tiff webp".split()  # noqa: SIM905 - shorter
)
_MOST_BYTES = 500_000_000  # from a pipe, which has no size before it ends
_PATTERN = frozenset("*?[")


class Source(NamedTuple):
    """A picture, or why there is none."""

    name: str
    problem: str | None = None

    def grey(self) -> UInt8[np.ndarray, "height width"]:
        """Read it; the name - stands for standard input.

        Raises `UnreadablePictureError`, naming it.
        """
        if self.problem:
            raise UnreadablePictureError(f"{self.name}: {self.problem}")
        mode = _mode(Path(self.name))
        if self.name != "-" and not stat.S_ISFIFO(mode) and not stat.S_ISCHR(mode):
            return read_grey(Path(self.name))
        try:
            return read_grey(_piped(self.name))
        except OSError as error:
            raise UnreadablePictureError(f"{self.name}: can't be read: {error.strerror}") from error
        except UnreadablePictureError as error:
            raise UnreadablePictureError(f"{self.name}: {error}") from error


def _piped(name: str) -> bytes:
    # By its number: where standard input is closed, Python has no object for it.
    with os.fdopen(0, "rb", closefd=False) if name == "-" else Path(name).open("rb") as file:
        content = file.read(_MOST_BYTES + 1)
    if len(content) > _MOST_BYTES:
        raise UnreadablePictureError(f"more than {_MOST_BYTES:,} bytes; make it smaller")
    return content


def sources(arguments: Iterable[str]) -> list[Source]:
    """The pictures in their order; those of a folder by name.

    Args:
        arguments: files, folders, - for standard input.
    """
    return [source for argument in arguments for source in _sources(argument)]


def _sources(argument: str) -> Iterator[Source]:
    if not argument:  # as of an empty variable: Path("") would be this folder
        yield Source("''", "names no file")
        return
    mode = _mode(Path(argument))
    if argument != "-" and stat.S_ISDIR(mode):
        yield from _inside(Path(argument))
    elif _PATTERN & set(argument) and not mode:
        yield Source(argument, "no file matches this pattern")
    else:
        yield Source(argument)


def _inside(folder: Path) -> Iterator[Source]:
    try:
        paths = sorted(folder.iterdir())
    except OSError as error:
        yield Source(str(folder), f"can't be read: {error.strerror}")
        return
    found = [
        path
        for path in paths
        if path.suffix.lower() in SUFFIXES and path.name[0] != "." and not stat.S_ISDIR(_mode(path))
    ]
    if not found:
        yield Source(str(folder), "no picture in this folder (.png, .jpg and the like)")
    yield from (Source(str(path)) for path in found)


def _mode(path: Path) -> int:
    """What kind of file it is, 0 where that can't be told; `Path.is_dir` raises some errors."""
    try:
        return path.stat().st_mode
    except OSError:
        return 0
