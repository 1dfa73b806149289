"""The real params.yaml as plain data that a test may spoil, whatever its models are just now."""

from copy import deepcopy
from functools import cache
from pathlib import Path
from typing import Any

import yaml

REAL_FILE = Path(__file__).parents[1] / "params.yaml"


def document() -> dict[str, Any]:
    """All of params.yaml with its first model alone, as `m`, on MNIST by files that are given."""
    real = deepcopy(_real())
    return {
        **real,
        "dataset": {**real["dataset"], "name": "mnist", "classes": None, "files": _given_files()},
        "models": {"m": next(iter(real["models"].values()))},
    }


@cache
def _real() -> dict[str, Any]:
    """Read once: it takes a hundred times as long as a copy."""
    return yaml.safe_load(REAL_FILE.read_text(encoding="utf-8"))


def _given_files() -> dict[str, dict[str, object]]:
    """Sizes and checksums of no files in particular."""
    names = ("train-images-idx3", "train-labels-idx1", "t10k-images-idx3", "t10k-labels-idx1")
    return {
        f"{name}-ubyte": {"size": 1000 + place, "sha256": f"{place}abcdef0" * 8}
        for place, name in enumerate(names)
    }


def with_value(key: str, value: object) -> dict[str, Any]:
    """The document with one value put in or replaced; dots part the levels of the key."""
    spoilt = document()
    *parents, last = key.split(".")
    block = spoilt
    for parent in parents:
        block = block[parent]
    block[last] = value
    return spoilt


def without(key: str) -> dict[str, Any]:
    """The document without one key."""
    spoilt = document()
    *parents, last = key.split(".")
    block = spoilt
    for parent in parents:
        block = block[parent]
    del block[last]
    return spoilt


def as_text(content: object) -> str:
    """A document as YAML."""
    return yaml.safe_dump(content, sort_keys=False, allow_unicode=True)
