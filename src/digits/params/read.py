"""Read params.yaml, or say in one line per mistake what is wrong with it."""

import re
import reprlib
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from pydantic_core import ErrorDetails

from digits.errors import UserError
from digits.params.closest import did_you_mean
from digits.params.schema import Model, Params
from digits.params.strict_yaml import StrictYamlError, load_strict_yaml

PARAMS_FILE = Path("params.yaml")
_LONGEST_NUMBER = 30  # digits that a hint still spells out


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
        line = "".join(map(_printable, " ".join(_described(first, data).split())))
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


def _described(mistake: ErrorDetails, data: Any) -> str:  # noqa: ANN401 - whatever YAML held
    key = _key(mistake, data)
    found = _found(mistake["input"])
    context = mistake.get("ctx", {})
    match mistake["type"]:
        case "missing":
            return f"{key}: is missing"
        case "unknown_key":
            return f"{key}: {mistake['msg']}"
        case "union_tag_invalid":
            kinds = context["expected_tags"]
            return f"{key}.kind: found {context['tag']!r}; should be one of {kinds}"
        case kind if rule := _RULES.get(kind):
            return f"{key}: found {found}; {rule.format(**context)}{_hint(mistake)}"
        case _:
            allowed = re.sub("^(Value error, |Input |String )", "", mistake["msg"])
            return f"{key}: found {found}; {allowed}"


# By pydantic's names for the mistakes, where its own words are too far from the file's.
_MAPPING = "should be a mapping of keys to values"
_RULES = {
    "bool_type": "should be true or false",
    "dict_type": _MAPPING,
    "float_type": "should be a number",
    "greater_than_equal": "should be {ge:.16g} or more",
    "int_type": "should be a whole number",
    "less_than_equal": "should be {le:.16g} or less",
    "list_type": "should be a list",
    "model_attributes_type": _MAPPING,
    "model_type": _MAPPING,
    "string_type": "should be text",
    "too_long": "should hold {max_length} or fewer",
    "too_short": "should hold {min_length} or more",
    "union_tag_not_found": "should be a mapping that says which kind, {{kind: …}}",
}


def _found(value: object) -> str:
    """As YAML would have it rather than Python."""
    match value:
        case None:
            return "nothing"
        case bool():
            return str(value).lower()
        case date():
            return str(value)
        case _:
            return reprlib.repr(value)


def _printable(letter: str) -> str:
    return letter if letter.isprintable() else ascii(letter)[1:-1]


def _key(mistake: ErrorDetails, data: Any) -> str:  # noqa: ANN401 - whatever YAML held
    """The path of a mistake as the user wrote it, without pydantic's names for union members."""
    location = mistake["loc"]
    keys: list[str] = []
    for depth, part in enumerate(location):
        match data:
            case dict() if part in data:
                data = data[part]
            case list() if isinstance(part, int):
                data = data[part]
            case _ if mistake["type"] != "missing" or depth < len(location) - 1:
                continue
            case _:
                pass
        keys.append(str(part))
    return ".".join(keys) or "the file"


def _hint(mistake: ErrorDetails) -> str:
    """YAML 1.1 reads 1e-3 as text: say how to write it."""
    text = mistake["input"]
    if mistake["type"] not in {"float_type", "int_type"} or not isinstance(text, str):
        return ""
    try:
        number = Decimal(text)
    except InvalidOperation:
        return ""
    usable = number.is_finite() and abs(number.adjusted()) < _LONGEST_NUMBER
    whole = usable and number == number.to_integral_value()
    if not usable or len(text) > _LONGEST_NUMBER or (mistake["type"] == "int_type" and not whole):
        return ""
    return f" (YAML takes {text} for text; write {number.normalize():f})"
