"""Exported networks that the page offers."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import onnx
from google.protobuf.message import DecodeError

from digits.errors import UserError
from digits.params.closest import did_you_mean
from digits.preparation.whole import takes_whole
from digits.records import read_json, read_numbers

SUMMARY = Path("metrics/summary.json")


class NetworkError(UserError):
    """A network isn't exported, or its file isn't what it should be."""


@dataclass(frozen=True)
class ExportedNetwork:
    """One network, and what the page says about it."""

    name: str
    content: bytes  # of the ONNX file
    accuracy: float  # on the test images
    classes: list[str]  # names of what it tells apart
    layers: list[dict[str, object]]  # `name` of an output, `title` and `shape`, in order
    whole: bool  # takes pictures as they are, and doesn't centre their ink

    @property
    def file(self) -> str:
        """Its path in the site."""
        return f"models/{self.name}.onnx"


def exported_networks(names: Sequence[str]) -> list[ExportedNetwork]:
    """Read networks, the best by its validation images first, as the default.

    Args:
        names: of models; none for all that were exported before the last report.

    Raises `NetworkError` where one isn't exported or its file is damaged, `RecordError` where its
    figures can't be read.
    """
    summary = read_json(SUMMARY, "make it with: dvc repro")
    known = summary.get("models")
    if not isinstance(known, dict) or not known:
        raise NetworkError(f"{SUMMARY}: models: lists none; make it again with: dvc repro report")
    # The summary knows none that were exported since the last report.
    unknown = [name for name in names if name not in known and not _file(name).is_file()]
    if unknown:
        meant = did_you_mean(unknown[0], known)
        raise NetworkError(
            f"{SUMMARY}: models: no {unknown[0]!r}; {meant}there are {', '.join(known)}; a new one"
            f" is made with: dvc repro export@{unknown[0]}"
        )
    chosen = list(names) or [name for name in known if _file(name).is_file()]
    best = summary.get("best_by_validation")
    if not chosen:
        raise NetworkError(f"exports: no network; make one with: dvc repro export@{best}")
    ordered = sorted(
        dict.fromkeys(chosen),
        key=lambda name: (name != best, -_validation_accuracy(known.get(name))),
    )
    return [_read(name) for name in ordered]


def check_classes(network: ExportedNetwork, classes: Sequence[str]) -> None:
    """Compare what a network tells apart with what the dataset's images show.

    Raises `NetworkError` where it was exported for another dataset.
    """
    if network.classes != list(classes):
        raise NetworkError(
            f"{_file(network.name)}: tells apart other classes than the test images show; make it"
            f" again with: dvc repro export@{network.name}, or name the networks to offer"
        )


def _read(name: str) -> ExportedNetwork:
    path = _file(name)
    command = f"dvc repro export@{name}"
    try:
        content = path.read_bytes()
    except OSError as error:
        raise NetworkError(
            f"{path}: can't be read ({error.strerror}); make it with: {command}"
        ) from error
    try:
        network = onnx.load_from_string(content)
        metadata = {entry.key: entry.value for entry in network.metadata_props}
        classes = [str(each) for each in json.loads(metadata["classes"])]
        layers = _layers(network, json.loads(metadata["layers"]))
    except (DecodeError, ValueError, KeyError, TypeError) as error:
        raise NetworkError(f"{path}: is damaged; make it again with: {command}") from error
    scores = Path(f"metrics/test/{name}.json")
    accuracy = read_numbers(scores, ["accuracy"], f"make it with: dvc repro evaluate@{name}")
    whole = takes_whole(metadata)
    return ExportedNetwork(name, content, accuracy["accuracy"], classes, layers, whole)


def _layers(network: onnx.ModelProto, layers: list[Any]) -> list[dict[str, object]]:
    """What its metadata says of its layers, with the shapes of their outputs.

    Raises `ValueError` and the like where the two don't fit each other.
    """
    shapes = {
        output.name: [size.dim_value for size in output.type.tensor_type.shape.dim][1:]
        for output in network.graph.output
    }
    # A size that isn't fixed stands as 0.
    if not shapes.keys() >= {"logits", "seen"} or not all(map(math.prod, shapes.values())):
        raise ValueError(shapes)
    return [
        {
            "name": str(layer["name"]),
            "title": str(layer["title"]),
            "shape": _drawn_shape(shapes[layer["name"]]),
        }
        for layer in layers
    ]


def _drawn_shape(shape: Sequence[int]) -> list[int]:
    """Channels × height × width of maps; of anything else, how many numbers it has."""
    return list(shape) if len(shape) == 3 else [math.prod(shape)]  # noqa: PLR2004 - as said above


def _file(name: str) -> Path:
    return Path("exports") / name / "model.onnx"


def _validation_accuracy(figures: object) -> float:
    value = figures.get("validation_accuracy") if isinstance(figures, dict) else None
    return value if isinstance(value, float) else 0.0
