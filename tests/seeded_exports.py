"""Networks that never learned, exported: `python seeded_exports.py folder architecture …`.

In a process of its own: torch's exporter can't follow the tests' checks of types and shapes.
"""

import subprocess
import sys
from collections.abc import Iterable
from pathlib import Path

from trained import seeded_classifier

from digits.data.classes import DIGITS
from digits.export.onnx_file import onnx_bytes
from digits.preparation.centre import Centre
from digits.whole_file import write_bytes


def write_seeded_exports(folder: Path, architectures: Iterable[str]) -> None:
    """Write `<architecture>/model.onnx` for each into a folder, in some seconds each."""
    command = [sys.executable, __file__, str(folder), *architectures]
    subprocess.run(command, check=True, capture_output=True)  # noqa: S603 - this file


if __name__ == "__main__":
    for name in sys.argv[2:]:
        content = onnx_bytes(seeded_classifier(name).eval(), name, DIGITS, Centre())
        write_bytes(Path(sys.argv[1]) / name / "model.onnx", content)
