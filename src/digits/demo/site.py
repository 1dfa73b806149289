"""All files of the page as a web server gives them out."""

import gzip
import hashlib
import json
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from digits.data.images import LabelledImages
from digits.demo.example_digits import example_digits
from digits.demo.networks import ExportedNetwork
from digits.demo.sources import SERVICE_WORKER
from digits.visualization.colour_scale import ColourScale
from digits.whole_file import WriteError, write_bytes

Files = dict[str, bytes]  # by path in the site, with slashes


def site_files(
    page: Mapping[str, bytes],
    runtime: Mapping[str, bytes],
    networks: Sequence[ExportedNetwork],
    test: LabelledImages,
) -> Files:
    """Everything but the service worker.

    Args:
        page: HTML, style and scripts.
        runtime: what runs networks in a browser.
        networks: one or more, the default first.
        test: from which digits are offered to try.
    """
    digits, picture = example_digits(test)
    catalogue = {
        "default": networks[0].name,
        "runtime_bytes": sum(map(len, runtime.values())),
        "models": [
            {
                "name": network.name,
                "file": network.file,
                "bytes": len(network.content),
                "accuracy": network.accuracy,
                "layers": network.layers,
                "whole": network.whole,
            }
            for network in networks
        ],
        "classes": list(test.classes),
        "digits": digits,
        "scales": {"sequential": _colours([0.0, 1.0]), "diverging": _colours([-1.0, 1.0])},
    }
    text = json.dumps(catalogue, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
    return {
        **page,
        **runtime,
        **{network.file: network.content for network in networks},
        str(digits["file"]): picture,
        "models.json": text.encode(),
    }


def first_load(files: Files, default: str) -> list[str]:
    """The paths that a browser fetches before it can answer: all but the other networks.

    Args:
        files: of the site.
        default: the file of the network that is chosen at first.
    """
    return [name for name in files if not name.startswith("models/") or name == default]


def service_worker(script: bytes, files: Files, default: str) -> bytes:
    """The script with what it has to know: a hash of all contents, and what to fetch at once.

    Args:
        script: as it is written by hand.
        files: of the site.
        default: the file of the network that is chosen at first.
    """
    digest = hashlib.sha256(script)
    for name, content in sorted(files.items()):
        digest.update(f"{name}\0{len(content)}\0".encode() + content)
    site = {
        "version": digest.hexdigest()[:16],
        "files": ["./", *first_load(files, default)],
    }
    return f"const SITE = {json.dumps(site)};\n".encode() + script


def compressed_size(files: Files, names: Sequence[str]) -> int:
    """Bytes of some files as gzip, as most hosts send them."""
    return sum(len(gzip.compress(files[name], mtime=0)) for name in names)


def write_site(folder: Path, files: Files, worker: bytes) -> None:
    """Write all files; networks of an earlier build that are no longer offered are removed.

    Raises `WriteError` where one can't be written or removed.
    """
    for name, content in files.items():
        write_bytes(folder / name, content)
    for path in folder.glob("models/*.onnx"):
        if f"models/{path.name}" not in files:
            try:
                path.unlink()
            except OSError as error:
                raise WriteError(f"{path}: can't be removed: {error.strerror}") from error
    # Last: browsers that have the page take the new one when they see this file change.
    write_bytes(folder / SERVICE_WORKER, worker)


def _colours(ends: list[float]) -> list[str]:
    """Those of the pictures of `visualize`, as #rrggbb from the lowest number to the highest."""
    colours = ColourScale.of(np.array(ends)).colours[:-1]
    return [f"#{red:02x}{green:02x}{blue:02x}" for red, green, blue in colours.tolist()]
