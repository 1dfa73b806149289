"""A folder with all that the page to draw on is built from, of networks that never learned."""

import contextlib
import json
import shutil
import subprocess
import sys
from collections.abc import Generator, Sequence
from http.server import ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any

import pytest
from exported_network import Exported
from filelock import FileLock
from project import ROOT
from synthetic import synthetic_digits

from digits.data.tensor_file import class_metadata
from digits.demo.build import build
from digits.demo.serve import HOST
from digits.demo.sources import RUNTIME_FILES
from digits.whole_file import write_bytes, write_tensors

DEFAULT, OTHER = "two_conv", "lenet5"
ACCURACIES = {DEFAULT: 0.9876, OTHER: 0.9123}
SOURCE = ROOT / "demo"
SAID = "said.txt"
TEST = synthetic_digits(60, seed=5)


def written(folder: Path, exported: Exported) -> Path:
    """Write exports, figures and test images into a folder."""
    for name, accuracy in ACCURACIES.items():
        write_bytes(folder / "exports" / name / "model.onnx", exported(name))
        write_record(folder / "metrics" / "test" / f"{name}.json", {"accuracy": accuracy})
    models = {name: {"validation_accuracy": accuracy} for name, accuracy in ACCURACIES.items()}
    summary = {"best_by_validation": DEFAULT, "models": dict(reversed(models.items()))}
    write_record(folder / "metrics" / "summary.json", summary)
    tensors = {"images": TEST.images, "labels": TEST.labels}
    write_tensors(
        folder / "data" / "tensors" / "test.safetensors", tensors, class_metadata(TEST.classes)
    )
    return folder


def write_record(path: Path, content: dict[str, Any]) -> None:
    write_bytes(path, json.dumps(content).encode())


def built(folder: Path, source: Path, names: Sequence[str] = ()) -> str:
    """Build the site of such a folder in its `site`; return what the build says."""
    with contextlib.chdir(folder):
        return build(names, source)


def built_once(folder: Path, exported: Exported) -> Path:
    """The whole site of such a folder, by the first process of the tests to ask.

    What the build said is in `SAID` beside it.
    """
    source = fetched_runtime()
    folder.mkdir(parents=True, exist_ok=True)
    with FileLock(folder.with_suffix(".lock")):
        if not (folder / SAID).exists():
            written(folder, exported)
            write_bytes(folder / SAID, built(folder, source).encode())
    return folder / "site"


@contextlib.contextmanager
def running(server: ThreadingHTTPServer) -> Generator[str]:
    """The address of a server that runs inside the block, without a slash at its end."""
    thread = Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield f"http://{HOST}:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def run_program(folder: Path, name: str, *arguments: str) -> subprocess.CompletedProcess[str]:
    """Run a module of `digits.demo` as from the command line."""
    command = [sys.executable, "-m", f"digits.demo.{name}", *arguments]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=False)  # noqa: S603 - the project's own


def page_without_runtime(folder: Path) -> Path:
    """A copy of the page, with a few bytes in place of what npm fetches."""
    shutil.copytree(SOURCE, folder, ignore=shutil.ignore_patterns("node_modules"))
    for name in RUNTIME_FILES:
        write_bytes(folder / "node_modules/onnxruntime-web/dist" / name, name.encode())
    return folder


def fetched_runtime() -> Path:
    """The page's folder with npm's packages; skips where `make browser` hasn't fetched them."""
    if not (SOURCE / "node_modules" / ".package-lock.json").exists():
        pytest.skip("needs onnxruntime-web, which make browser fetches with npm")
    return SOURCE
