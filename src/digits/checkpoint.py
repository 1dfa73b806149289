"""Weights on disk, as safetensors: they hold tensors only, so loading them runs no code."""

import hashlib
from collections.abc import Mapping
from pathlib import Path
from textwrap import shorten

from safetensors import SafetensorError, safe_open
from safetensors.torch import load_file
from torch import Tensor

from digits.errors import UserError
from digits.torch_classifier import TorchClassifier
from digits.whole_file import write_tensors

# What to do about a file of the user's own.
START_FROM = "name another in `training.start_from` of params.yaml, or write null there"


class CheckpointError(UserError):
    """A file of weights is missing, damaged, not the one expected, or of another network."""


def save_classifier(classifier: TorchClassifier, path: Path) -> None:
    """Write all weights and the normalization, in torch's plain layout whatever the one in use.

    Raises `WriteError` where the file can't be written.
    """
    write_tensors(path, classifier.state_dict(), {"architecture": classifier.architecture})


def load_classifier(
    path: Path,
    expected: str | None = None,
    *,
    classes: int = 10,
    repair: str = "train the network again",
) -> TorchClassifier:
    """Rebuild the classifier that `save_classifier` wrote, on the CPU.

    Args:
        path: the file.
        expected: the architecture that params.yaml names; None for any.
        classes: how many the network should tell apart.
        repair: what to do where the file is no good.

    Raises `CheckpointError` where the file can't be read, doesn't fit its architecture, or is of
    another one than expected.
    """
    try:
        with safe_open(path, framework="pt") as file:
            architecture = (file.metadata() or {}).get("architecture", "")
        classifier = TorchClassifier(architecture, classes=classes)
        weights = load_file(path)
        classifier.load_state_dict(weights)
    except OSError as error:
        reason = error.strerror or in_one_line(error)
        raise CheckpointError(f"{path}: can't be read ({reason}); {repair}") from error
    except (SafetensorError, ImportError, AttributeError, ValueError, RuntimeError) as error:
        raise CheckpointError(
            f"{path}: no weights of this network ({in_one_line(error)}); {repair}"
        ) from error
    try:
        check_numbers(weights, classifier.state_dict())
    except ValueError as error:
        raise CheckpointError(f"{path}: {error}; {repair}") from error
    if expected not in (None, architecture):
        raise CheckpointError(
            f"{path}: weights of {architecture}, params.yaml says {expected}; {repair}"
        )
    return classifier


def check_numbers(found: Mapping[str, Tensor], expected: Mapping[str, Tensor]) -> None:
    """Compare tensors with others of the same names: their types, and that all are finite.

    torch would convert other types, and take NaN for a number.

    Raises `ValueError` with the name of the first that is not as it should be.
    """
    for name, like in expected.items():
        tensor = found[name]
        if tensor.dtype != like.dtype:
            raise ValueError(f"{name}: should hold {like.dtype}, found {tensor.dtype}")
        if not tensor.isfinite().all():
            raise ValueError(f"{name}: should hold finite numbers, found NaN or infinity")


def in_one_line(error: Exception) -> str:
    """An error's text, shortened: torch gives every tensor that doesn't fit a line of its own."""
    return shorten(str(error), width=300, placeholder=" …")


def load_verified(path: Path, sha256: str) -> dict[str, Tensor]:
    """Read the tensors of a file of the user's, if it is the one that the checksum names.

    Raises `CheckpointError` otherwise.
    """
    try:
        with path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
        if found != sha256:
            raise CheckpointError(
                f"{path}: its SHA-256 is {found}, params.yaml expects {sha256}; give the file that"
                " was meant, or its SHA-256 in `training.start_from`"
            )
        return load_file(path)
    except (OSError, SafetensorError) as error:
        reason = (isinstance(error, OSError) and error.strerror) or in_one_line(error)
        raise CheckpointError(f"{path}: can't be read ({reason}); {START_FROM}") from error
