"""Any bytes changed in any file that a stage reads: the file is read, or refused in one line."""

import shutil
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import torch
from hypothesis import event, given, settings
from hypothesis import strategies as st
from judged import export_figures, scores
from synthetic import idx_bytes, synthetic_digits
from trained import seeded_classifier

from digits.checkpoint import load_classifier, save_classifier
from digits.corruptions.official import official_images
from digits.data.classes import DIGITS
from digits.data.idx import read_idx
from digits.data.image_files import load_corrupted_images, load_split_images, load_test_images
from digits.data.statistics import read_statistics
from digits.data.tensor_file import class_metadata
from digits.errors import UserError
from digits.records import read_curves, write_csv, write_json
from digits.report.results import read_results
from digits.study import read_predictions
from digits.training.history import Epoch, write_history
from digits.whole_file import write_tensors

IMAGES = 5


def _results(path: Path) -> object:
    return read_results(path.parents[1], ["m"], DIGITS)


# Each file with what reads it.
READERS: dict[str, Callable[[Path], object]] = {
    "raw/images": lambda path: read_idx(path, 3),
    "tensors/train": load_split_images,
    "tensors/test": load_test_images,
    "tensors/corrupted": load_corrupted_images,
    "weights": load_classifier,
    "predictions": lambda path: read_predictions([path]),
    "official/fog/test_images.npy": lambda path: official_images(
        path.parents[1], path.parent.name, IMAGES
    ),
    "statistics.json": read_statistics,
    "history.csv": lambda path: read_curves(path, "make it"),
    "metrics/test/m.json": _results,
    "metrics/curves/m.csv": _results,
    "metrics/confusion/m.csv": _results,
    "metrics/reliability/m.csv": _results,
    "metrics/exports/m.json": _results,
}
TENSORS = {"tensors/train", "tensors/test", "tensors/corrupted", "weights", "predictions"}

# What stands in headers of safetensors and of NumPy, in JSON and in tables.
PIECES = [
    *(b"F64", b"I64", b"BF16", b"F8_E4M3", b"F4", b"BOOL", b"C64", b"U64", b"|O", b"<M8", b"<U5"),
    *(b"{", b"}", b"[", b"]", b"(", b")", b'"', b"'", b",", b":", b"\n", b"\r", b"\0", b"\xff"),
    *(b"-1", b"0", b"1", b"9" * 20, b"1e999", b"NaN", b"nan", b"inf", b"null", b"True", b"lambda"),
]


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A good file for each reader."""
    folder = tmp_path_factory.mktemp("good")
    digits = synthetic_digits(IMAGES, seed=0)
    (folder / "raw").mkdir()
    (folder / "raw/images").write_bytes(idx_bytes(digits.images[:, 0]))
    pair = {"images": digits.images, "labels": digits.labels}
    split = {"training": torch.arange(IMAGES - 1), "validation": torch.tensor([IMAGES - 1])}
    corrupted = {"fog": digits.images, "labels": digits.labels}
    for name, tensors in (("train", {**pair, **split}), ("test", pair), ("corrupted", corrupted)):
        write_tensors(folder / "tensors" / name, tensors, class_metadata(digits.classes))
    save_classifier(seeded_classifier("micro_cnn"), folder / "weights")
    logits = torch.zeros(IMAGES, 10)
    write_tensors(folder / "predictions", {"logits": logits, "labels": digits.labels})
    (folder / "official/fog").mkdir(parents=True)
    array = np.zeros((IMAGES, 28, 28, 1), np.uint8)
    np.save(folder / "official/fog/test_images.npy", array)
    write_json(folder / "statistics.json", {"mean": 0.13, "std": 0.31})
    write_history(folder / "history.csv", [Epoch(1, 2.3, 0.1, None, None)])
    metrics = folder / "metrics"
    write_json(metrics / "test/m.json", scores(errors=1, n=IMAGES))
    (metrics / "curves").mkdir()
    shutil.copy(folder / "history.csv", metrics / "curves/m.csv")
    pairs = [(label, label) for label in digits.labels.tolist()]
    write_csv(metrics / "confusion/m.csv", ["actual", "predicted"], pairs)
    columns = ["logits", "images", "confidence", "accuracy"]
    write_csv(metrics / "reliability/m.csv", columns, [("as trained", IMAGES, 0.9, 0.8)])
    write_json(metrics / "exports/m.json", export_figures())
    return folder


@pytest.mark.parametrize("name", READERS)
def test_the_good_file_is_read(name: str, folder: Path) -> None:
    assert READERS[name](folder / name) is not None


@st.composite
def changes(draw: st.DrawFn) -> list[tuple[float, int, bytes]]:
    """Up to five places, most near the beginning; how many bytes go there, and what comes."""
    place = st.floats(0, 1) | st.floats(0, 0.02)
    piece = st.binary(max_size=4) | st.sampled_from(PIECES)
    return draw(st.lists(st.tuples(place, st.integers(0, 20), piece), min_size=1, max_size=5))


@settings(deadline=None, max_examples=100)
@given(changed=changes(), mend_length=st.booleans())
@pytest.mark.parametrize("name", READERS)
@pytest.mark.filterwarnings("ignore:Reading `.npy`:UserWarning")  # a header as of Python 2
def test_a_changed_file_is_read_or_refused(
    name: str,
    changed: list[tuple[float, int, bytes]],
    mend_length: bool,  # noqa: FBT001 - drawn
    folder: Path,
) -> None:
    path = folder / name
    good = path.read_bytes()
    content = bytearray(good)
    for place, length, piece in changed:
        start = int(place * len(content))
        content[start : start + length] = piece
    if mend_length and name in TENSORS:
        # Else nearly all changes of a header would fail by its length, which stands before it.
        length = int.from_bytes(good[:8], "little") + len(content) - len(good)
        content[:8] = max(length, 0).to_bytes(8, "little")
    path.write_bytes(content)
    try:
        READERS[name](path)
        event("read")
    except UserError as error:
        event("refused")
        # Of a model's figures that contradict each other, any may be the one that is named.
        named = "m." if path.stem == "m" else path.name
        assert named in str(error)  # noqa: PT017 - most are read
        assert len(str(error).splitlines()) == 1  # noqa: PT017
    finally:
        path.write_bytes(good)
