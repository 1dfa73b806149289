"""Figures on disk as git likes them: a line per value or row, the same bytes every time."""

import csv
import json
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path

from digits.whole_file import write_text

# Only a list that json.dumps spread over lines: text never holds a bare line break.
_LIST_OF_NUMBERS = re.compile(r"\[\n\s+([^\[\]{}\"]*?)\s+\]")


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a mapping, each list of numbers in one line; folders are made where they don't exist.

    Raises `ValueError` for NaN and infinity, which JSON doesn't know.
    """
    text = json.dumps(content, indent=2, allow_nan=False)
    text = _LIST_OF_NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text)
    write_text(path, text + "\n")


def write_csv(path: Path, columns: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """Write a table with six decimals; folders are made where they don't exist.

    Not through pandas, which a training process has no other need of: 40 MB and a quarter second.

    Args:
        path: the file.
        columns: their names.
        rows: a value per column; None and NaN leave their field empty.
    """
    text = StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows([_field(value) for value in row] for row in rows)
    write_text(path, text.getvalue())


def _field(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6f}"
    return value
