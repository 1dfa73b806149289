"""Read params.yaml, or say in one line per mistake what is wrong with it."""

import re
import reprlib
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from digits.errors import UserError
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
        raise ParamsError(f"{path}: {_in_one_line(first, data)}{count}") from error


def chosen_model(params: Params, key: str) -> Model:
    """The block of one model.

    Raises `ParamsError` where there is none of that name.
    """
    if key not in params.models:
        raise ParamsError(
            f"{PARAMS_FILE}: models: no {key!r}; there are {', '.join(params.models)}"
        )
    return params.models[key]


def _in_one_line(mistake: ErrorDetails, data: Any) -> str:  # noqa: ANN401 - whatever YAML held
    key = _key(mistake["loc"], data)
    found = reprlib.repr(mistake["input"])
    context = mistake.get("ctx", {})
    match mistake["type"]:
        case "missing":
            return f"{key}: is missing"
        case "unknown_key":
            return f"{key}: {mistake['msg']}"
        case "union_tag_invalid":
            kinds = context["expected_tags"]
            return f"{key}.kind: found {context['tag']!r}; should be one of {kinds}"
        case "union_tag_not_found":
            return f"{key}: found {found}; should be a mapping that says which kind, {{kind: …}}"
        case "model_type" | "dict_type" | "model_attributes_type":
            return f"{key}: found {found}; should be a mapping of keys to values"
        case _:
            allowed = re.sub("^(Value error, |Input |String |List )", "", mistake["msg"])
            return f"{key}: found {found}; {allowed}{_hint(mistake['input'])}"


def _key(location: Sequence[str | int], data: Any) -> str:  # noqa: ANN401 - whatever YAML held
    """The path of a mistake as the user wrote it, without pydantic's names for union members."""
    keys: list[str] = []
    for depth, part in enumerate(location):
        match data:
            case dict() if part in data:
                data = data[part]
            case list() if isinstance(part, int):
                data = data[part]
            case _ if depth < len(location) - 1 or part == "[key]":
                continue
            case _:
                pass
        keys.append(str(part))
    return ".".join(keys) or "the file"


def _hint(found: Any) -> str:  # noqa: ANN401 - whatever YAML held
    """YAML 1.1 reads 1e-3 as text: say how to write it."""
    try:
        number = float(found) if isinstance(found, str) else None
    except ValueError:
        number = None
    return (
        ""
        if number is None
        else f" (YAML takes {found} for text; write {number:.15f}".rstrip("0") + ")"
    )
