"""Files that appear whole or not at all, also where the disk is full or the power fails."""

import os
import re
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import save_file
from torch import Tensor

from digits.disk_errors import why_not_written
from digits.errors import UserError

_OS_ERROR = re.compile(r"\(os error (\d+)\)")  # how the library of safetensors, in Rust, says it


class WriteError(UserError):
    """A file can't be written."""


def write_bytes(path: Path, content: bytes) -> None:
    """Write bytes; folders are made where they don't exist.

    Raises `WriteError`, naming the file; what stood there before then still does.
    """
    _write(path, lambda part: part.write_bytes(content), len(content))


def write_text(path: Path, text: str) -> None:
    """Write text as UTF-8, with line ends as they are. See `write_bytes`."""
    write_bytes(path, text.encode())


def write_tensors(
    path: Path, tensors: Mapping[str, Tensor], metadata: dict[str, str] | None = None
) -> None:
    """Write tensors, in torch's plain layout, as safetensors. See `write_bytes`.

    Args:
        path: the file.
        tensors: on any device; those that share memory are each written whole.
        metadata: text to go with them.
    """
    plain = _apart({name: tensor.detach().cpu().contiguous() for name, tensor in tensors.items()})
    size = sum(tensor.nbytes for tensor in plain.values())
    _write(path, lambda part: save_file(plain, part, metadata), size)


def _apart(tensors: dict[str, Tensor]) -> dict[str, Tensor]:
    """The same, with a copy of each that lies in another's memory: safetensors refuses those.

    Args:
        tensors: contiguous, on the CPU.
    """
    apart, end = dict(tensors), 0
    for name, tensor in sorted(tensors.items(), key=lambda item: item[1].data_ptr()):
        if tensor.data_ptr() < end:
            apart[name] = tensor.clone()
        end = max(end, tensor.data_ptr() + tensor.nbytes)
    return apart


def _write(path: Path, write: Callable[[Path], object], size: int) -> None:
    part = path.with_name(f".{path.name}.part")  # beside it: only there, a move is one step
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        write(part)
        _to_disk(part)
        part.replace(path)
    except (OSError, SafetensorError) as error:
        with suppress(OSError):
            part.unlink(missing_ok=True)
        raise WriteError(f"{path}: can't be written: {_reason(error, path, size)}") from error


def _to_disk(path: Path) -> None:
    """Have the system write the bytes now: moved first, an empty file could replace a good one."""
    with path.open("rb+") as file:
        os.fsync(file)


def _reason(error: OSError | SafetensorError, path: Path, size: int) -> str:
    number = _number(error)
    return str(error) if number is None else why_not_written(path, number, size)


def _number(error: OSError | SafetensorError) -> int | None:
    if isinstance(error, OSError):
        return error.errno
    found = _OS_ERROR.search(str(error))
    return int(found[1]) if found else None
