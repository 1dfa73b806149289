"""What was read in a picture, as text."""

import json

import numpy as np
from jaxtyping import Float32

from digits.cli.output import printable
from digits.cli.readings import Reading
from digits.wording import percent

_DECIMALS = 6  # of a probability in JSON


def json_line(reading: Reading) -> str:
    """A line of JSON: `path`; `digits`, a list of mappings; `error`, null where all is well."""
    digits = [
        {
            "digit": int(row.argmax()),
            "probability": round(float(row.max()), _DECIMALS),
            "probabilities": [round(float(share), _DECIMALS) for share in row],
        }
        for row in reading.digits.probabilities
    ]
    return json.dumps({"path": reading.name, "digits": digits, "error": reading.error})


def text_lines(reading: Reading, width: int, *, many: bool, top: int | None) -> list[str]:
    """Lines for people.

    Args:
        reading: of a picture that could be read.
        width: letters for the picture's name.
        many: all digits stand in the first line.
        top: how many of the most probable digits are named. If None, one digit is given with its
            runner-up, and many are given without.
    """
    name = f"{printable(reading.name):<{width}}"
    rows = reading.digits.probabilities
    if not len(rows):
        return [f"{name}  -  no digit found"]
    if not many:
        return [f"{name}  {_ranked(rows[0], top or 2)}"]
    number = "".join(str(row.argmax()) for row in rows)
    lines = [f"{name}  {number}  {', '.join(percent(float(row.max())) for row in rows)}"]
    return lines + [f"  {_ranked(row, top)}" for row in rows if top]


def _ranked(row: Float32[np.ndarray, "10"], count: int) -> str:
    best, *others = np.argsort(-row, kind="stable")[:count]
    line = f"{best}  {percent(float(row[best])):>8}"
    return (
        f"{line}   (then {'; '.join(f'{each}, {percent(float(row[each]))}' for each in others)})"
        if others
        else line
    )
