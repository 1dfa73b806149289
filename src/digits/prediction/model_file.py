"""Which exported network is meant: a model's name, a file, or neither."""

import json
import stat
from pathlib import Path
from typing import NamedTuple

from digits.errors import UserError

_PARAMS = Path("params.yaml")
_SUMMARY = Path("metrics/summary.json")
_OTHER = "give another file, or the name of a model"


class ModelFileError(UserError):
    """There is no exported network of that name, or its file is damaged."""

    exit_code = 2


class ModelFile(NamedTuple):
    """An exported network on disk."""

    path: Path
    repair: str  # what the user may do where it is damaged


def model_file(model: str | Path | None) -> ModelFile:
    """Find the file of an exported network.

    Args:
        model: a key of `models` in params.yaml, looked for in `exports/` of the current folder; or
            the path of a file, which as text ends in .onnx; or None for the model that is best by
            its validation images, of metrics/summary.json.

    Raises `ModelFileError` where it isn't there, and `ParamsError` where no model has that name;
    both say what to do.
    """
    if isinstance(model, Path) or (model is not None and model.endswith(".onnx")):
        path = Path(model)
        if mistake := _mistake(path):
            raise ModelFileError(f"{path}: {mistake}; {_OTHER}")
        return ModelFile(path, _OTHER)
    name = _best() if model is None else model
    path = Path("exports") / name / "model.onnx"
    command = f"dvc repro export@{name}"
    if mistake := _mistake(path):
        _check_folder()
        _check_name(name, is_best=model is None)
        others = f"; or name another: {', '.join(there)}" if (there := _exported()) else ""
        raise ModelFileError(f"{path}: {mistake}; make it with: {command}{others}")
    return ModelFile(path, f"make it again with: {command}")


def _mistake(path: Path) -> str | None:
    """Why it is no file to read, None where it is one; `Path.is_file` raises some errors."""
    try:
        return None if stat.S_ISREG(path.stat().st_mode) else "is no file"
    except (FileNotFoundError, NotADirectoryError):
        return "not there"
    except OSError as error:
        return f"can't be read ({error.strerror})"


def _exported() -> list[str]:
    """The models that have been exported, in the current folder."""
    files = sorted(Path("exports").glob("*/model.onnx"))
    return [file.parent.name for file in files if _mistake(file) is None]


def _best() -> str:
    """By plain JSON: what reads the other figures imports torch, which takes 1.5 seconds."""
    try:
        name = json.loads(_SUMMARY.read_bytes())["best_by_validation"]
    except FileNotFoundError:
        _check_folder()
        raise ModelFileError(
            f"{_SUMMARY}: not there, so no model is known as the best; name one yourself,"
            " or make it with: dvc repro"
        ) from None
    except OSError as error:
        raise ModelFileError(
            f"{_SUMMARY}: can't be read ({error.strerror}); name a model yourself"
        ) from error
    except (ValueError, RecursionError, KeyError, TypeError):
        name = None
    if not isinstance(name, str):
        raise ModelFileError(
            f"{_SUMMARY}: best_by_validation: should be the name of a model; name one yourself,"
            " or make it again with: dvc repro report"
        )
    return name


def _check_folder() -> None:
    if not _PARAMS.exists():
        raise ModelFileError(
            f"{_PARAMS}: not in this folder; run this in the project's folder, or give the path"
            " of a model.onnx"
        )


def _check_name(name: str, *, is_best: bool) -> None:
    from digits.params.read import chosen_model, read_params  # noqa: PLC0415 - slow, seldom needed

    params = read_params(_PARAMS)
    if is_best and name not in params.models:
        raise ModelFileError(
            f"{_SUMMARY}: best_by_validation: {name} is no model of {_PARAMS} any more; name one"
            f" of {', '.join(params.models)}, or make it again with: dvc repro report"
        )
    chosen_model(params, name)
