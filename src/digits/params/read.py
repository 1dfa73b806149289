"""Read params.yaml, or say in one line what is wrong with it."""

from pathlib import Path

from pydantic import ValidationError

from digits.errors import UserError
from digits.params.closest import did_you_mean
from digits.params.mistakes import described
from digits.params.schema import Model, Params
from digits.params.strict_yaml import StrictYamlError, load_strict_yaml

PARAMS_FILE = Path("params.yaml")


class ParamsError(UserError):
    """params.yaml says something that it may not."""

    exit_code = 2


def read_params(path: Path = PARAMS_FILE) -> Params:
    """Read and check the whole file, so that no stage runs while any part of it is wrong.

    Raises `ParamsError` with one line: file, key, what was found, what is allowed.
    """
    try:
        data = load_strict_yaml(path)
    except FileNotFoundError as error:
        raise ParamsError(
            f"{path}: not there; run this in the project's folder, or take the file back with:"
            f" git checkout {path.name}"
        ) from error
    except OSError as error:
        raise ParamsError(f"{path}: can't be read: {error.strerror}") from error
    except StrictYamlError as error:
        raise ParamsError(f"{path}: {error}") from error
    try:
        return Params.model_validate(data)
    except ValidationError as error:
        # Where a mistake stands in a shared block (`&name`), every model that uses it repeats it.
        first, *others = error.errors()
        count = f" (and {len(others)} more)" if others else ""
        # Keys may hold line breaks, and letters that do something to a terminal.
        line = "".join(map(_printable, " ".join(described(first, data).split())))
        raise ParamsError(f"{path}: {line}{count}") from error


def chosen_model(params: Params, key: str) -> Model:
    """The block of one model.

    Raises `ParamsError` where there is none of that name.
    """
    if key not in params.models:
        meant = did_you_mean(key, params.models)
        raise ParamsError(
            f"{PARAMS_FILE}: models: no {key!r}; {meant}there are {', '.join(params.models)}"
        )
    return params.models[key]


def _printable(letter: str) -> str:
    return letter if letter.isprintable() else ascii(letter)[1:-1]
