"""What was read in a picture, as text."""

import json
from collections.abc import Sequence

import numpy as np
from jaxtyping import Float32

from digits.cli.output import printable
from digits.cli.readings import Reading
from digits.wording import percent

_DECIMALS = 6  # of a probability in JSON


def json_line(reading: Reading, classes: Sequence[str]) -> str:
    """A line of JSON: `path`; `digits`, a list of mappings; `error`, null where all is well."""
    digits = [
        {
            "class": classes[int(row.argmax())],
            "probability": round(float(row.max()), _DECIMALS),
            "probabilities": {
                name: round(float(share), _DECIMALS)
                for name, share in zip(classes, row, strict=True)
            },
        }
        for row in reading.digits.probabilities
    ]
    return json.dumps({"path": reading.name, "digits": digits, "error": reading.error})


def text_lines(
    reading: Reading, classes: Sequence[str], width: int, *, many: bool, top: int | None
) -> list[str]:
    """Lines for people.

    Args:
        reading: of a picture that could be read.
        classes: names of what the network tells apart.
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
        return [f"{name}  {_ranked(rows[0], classes, top or 2)}"]
    read = [classes[int(row.argmax())] for row in rows]
    number = ("" if max(map(len, read)) == 1 else " ").join(read)
    lines = [f"{name}  {number}  {', '.join(percent(float(row.max())) for row in rows)}"]
    return lines + [f"  {_ranked(row, classes, top)}" for row in rows if top]


def _ranked(row: Float32[np.ndarray, " classes"], classes: Sequence[str], count: int) -> str:
    best, *others = np.argsort(-row, kind="stable")[:count].tolist()
    line = f"{classes[best]}  {percent(float(row[best])):>8}"
    named = "; ".join(f"{classes[each]}, {_share(float(row[each]))}" for each in others)
    return f"{line}   (then {named})" if others else line


def _share(share: float) -> str:
    """What is rounded down to nothing is said to be more: no answer of a network is impossible."""
    text = percent(share)
    return "< 0.1 %" if text == "0.0 %" else text
