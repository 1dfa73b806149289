"""What pydantic found wrong in params.yaml, in the words of the file rather than of Python."""

import re
import reprlib
from datetime import date
from decimal import Decimal, InvalidOperation
from typing import Any

from pydantic_core import ErrorDetails

_LONGEST_NUMBER = 30  # digits that a hint still spells out


def described(mistake: ErrorDetails, data: Any) -> str:  # noqa: ANN401 - whatever YAML held
    """The path of a mistake, what was found there and what is allowed, as params.yaml would say it.

    Args:
        mistake: one of pydantic's.
        data: what it was found in.
    """
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
