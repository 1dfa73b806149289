"""Networks that never learned, exported: each once, by the first process of the tests to ask."""

from pathlib import Path

from filelock import FileLock
from trained import seeded_classifier

from digits.data.classes import DIGITS
from digits.export.onnx_file import onnx_bytes
from digits.preparation.centre import Centre
from digits.whole_file import write_bytes


def seeded_export(folder: Path, architecture: str) -> bytes:
    """The ONNX file of an architecture, as a model of that name; a folder keeps it."""
    path = folder / f"{architecture}.onnx"
    folder.mkdir(exist_ok=True)
    with FileLock(path.with_suffix(".lock")):
        if not path.exists():
            classifier = seeded_classifier(architecture).eval()
            write_bytes(path, onnx_bytes(classifier, architecture, DIGITS, Centre()))
    return path.read_bytes()
