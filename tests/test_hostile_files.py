"""No file of a stranger's runs code: a pickle that would is planted wherever a file is read."""

import gzip
import hashlib
import io
import os
import pickle
import zipfile
from collections.abc import Callable
from contextlib import nullcontext
from functools import partial
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pytest
from judged import scores

from digits.checkpoint import load_classifier, load_verified
from digits.corruptions.official import official_images
from digits.data.classes import DIGITS
from digits.data.folder import Folder
from digits.data.idx import read_idx
from digits.data.image_files import load_corrupted_images, load_split_images, load_test_images
from digits.data.raw_files import ExpectedFile
from digits.data.statistics import read_statistics
from digits.errors import UserError
from digits.params.read import read_params
from digits.records import write_json
from digits.report.results import read_results
from digits.resume.state_file import DamagedStateError, StateFile
from digits.training.history import Epoch, write_history


class _Trap:
    """Makes a folder when it is unpickled."""

    def __init__(self, canary: Path) -> None:
        self._canary = canary

    def __reduce__(self) -> tuple[Callable[[str], None], tuple[str]]:
        return os.mkdir, (str(self._canary),)


def _as_torch_saves(content: bytes) -> bytes:
    archive = io.BytesIO()
    with zipfile.ZipFile(archive, "w") as file:
        file.writestr("archive/data.pkl", content)
        file.writestr("archive/version", "3\n")
    return archive.getvalue()


def _as_numpy_saves(content: bytes) -> bytes:
    head = io.BytesIO()
    np.lib.format.write_array_header_1_0(
        head, {"descr": "|O", "fortran_order": False, "shape": (1,)}
    )
    return head.getvalue() + content


def _as_yaml(content: bytes) -> bytes:
    del content
    return b"!!python/object/apply:os.mkdir [CANARY]\n"


PLANTED: dict[str, Callable[[bytes], bytes]] = {
    "a pickle": lambda content: content,
    "a packed pickle": gzip.compress,
    "torch.save": _as_torch_saves,
    "numpy.save": _as_numpy_saves,
    "YAML": _as_yaml,
}


def _read_official(path: Path) -> object:
    path.rename(path.with_name("test_images.npy"))
    return official_images(path.parent.parent, path.parent.name, 10)


def _no_bar(name: str, size: int | None) -> NoReturn:
    raise AssertionError(name, size)


def _read_from_folder(path: Path) -> None:
    name = "t10k-labels-idx1-ubyte"
    path.rename(path.with_name(name))
    into = path.parent / "into"
    into.mkdir()
    Folder(path.parent).fetch(
        {name: ExpectedFile(size=100_000, sha256="0" * 64)}, into, open_bar=_no_bar
    )


def _read_result(path: Path, kind: str) -> object:
    """All of a model's records are the planted file, but those that are read before `kind`."""
    metrics = path.parent / "metrics"
    write_json(metrics / "test" / "m.json", scores(errors=3, n=20))
    write_history(metrics / "curves" / "m.csv", [Epoch(1, 1.0, 0.4, None, None)])
    path.rename(metrics / kind / f"m.{'json' if kind == 'test' else 'csv'}")
    return read_results(metrics, ["m"], DIGITS)


def _read_state(path: Path) -> None:
    file = StateFile(path.parent, "f" * 64)
    path.rename(file.path)
    with pytest.raises(DamagedStateError):
        file.read()


READERS: dict[str, Callable[[Path], object]] = {
    "raw images": partial(read_idx, dimensions=3),
    "raw labels": partial(read_idx, dimensions=1),
    "the user's folder": _read_from_folder,
    "params.yaml": read_params,
    "statistics": read_statistics,
    "training tensors": load_split_images,
    "test tensors": load_test_images,
    "corrupted tensors": load_corrupted_images,
    "official corruptions": _read_official,
    "weights": load_classifier,
    "weights to start from": lambda path: load_verified(path, _sha256(path)),
    "state of a training": _read_state,
    "scores": partial(_read_result, kind="test"),
    "curves": partial(_read_result, kind="curves"),
}


def _sha256(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()


def planted(folder: Path, kind: str) -> tuple[Path, Path]:
    """A file that makes the second path, if anything in it is run."""
    canary = folder / "canary"
    path = folder / "some" / "file"
    path.parent.mkdir()
    content: Any = PLANTED[kind](pickle.dumps(_Trap(canary)))
    path.write_bytes(content.replace(b"CANARY", str(canary).encode()))
    return path, canary


def test_the_trap_would_spring(tmp_path: Path) -> None:
    path, canary = planted(tmp_path, "a pickle")
    pickle.loads(path.read_bytes())  # noqa: S301 - that is the point
    assert canary.exists()


@pytest.mark.parametrize("kind", PLANTED)
@pytest.mark.parametrize("reader", READERS)
def test_nothing_planted_is_run(reader: str, kind: str, tmp_path: Path) -> None:
    path, canary = planted(tmp_path, kind)
    # What the user's folder holds is told apart by its checksum later; a training begins again
    # where its state is damaged.
    read = reader in {"the user's folder", "state of a training"}
    with nullcontext() if read else pytest.raises(UserError) as caught:
        READERS[reader](path)
    assert caught is None or "\n" not in str(caught.value)
    assert not canary.exists()
