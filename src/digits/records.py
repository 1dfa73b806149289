"""Figures on disk as git likes them: a line per value or row, the same bytes every time."""

import csv
import json
import math
import re
import reprlib
from collections.abc import Iterable, Mapping, Sequence
from io import StringIO
from pathlib import Path
from typing import Any

from digits.errors import UserError
from digits.whole_file import write_text

# Of `history.csv` and `metrics/curves/<model>.csv`: a row per epoch.
CURVE_COLUMNS = (
    "epoch",
    "train_loss",
    "train_accuracy",
    "validation_loss",
    "validation_accuracy",
)

_HUGE = 1e100  # no figure of ours; its whole part could still be printed
# Only a list that json.dumps spread over lines: text never holds a bare line break.
_LIST_OF_NUMBERS = re.compile(r"\[\n\s+([^\[\]{}\"]*?)\s+\]")


class RecordError(UserError):
    """A file of figures is missing, damaged, or not what it should be."""


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


def read_json(path: Path, repair: str) -> dict[str, Any]:
    """Read the mapping that `write_json` wrote.

    Args:
        path: the file.
        repair: the command that makes it.

    Raises `RecordError` where it can't be read or holds something else.
    """
    try:
        content = json.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise RecordError(f"{path}: can't be read ({error.strerror}); {repair}") from error
    except (ValueError, RecursionError) as error:
        raise RecordError(f"{path}: is no JSON ({error}); {repair}") from error
    if not isinstance(content, dict):
        raise RecordError(f"{path}: should hold a mapping of names to figures; {repair}")
    return content


def read_numbers(path: Path, names: Iterable[str], repair: str) -> dict[str, int | float]:
    """Some of the numbers of a mapping that `write_json` wrote. See `read_json`.

    Raises `RecordError` also where one is missing, or no finite number.
    """
    content = read_json(path, repair)
    for name in names:
        value = content.get(name)
        if isinstance(value, bool) or not isinstance(value, int | float) or not abs(value) < _HUGE:
            found = f"found {reprlib.repr(value)}" if name in content else "is missing"
            raise RecordError(f"{path}: {name}: {found}; should be a finite number; {repair}")
    return {name: content[name] for name in names}


def read_curves(path: Path, repair: str) -> list[list[str]]:
    """The fields of a table of `CURVE_COLUMNS`, a row per epoch.

    Args:
        path: the file.
        repair: the command that makes it.

    Raises `RecordError` where it can't be read, has other columns, no epoch, or something else than
    numbers; those of validation may be empty.
    """
    try:
        with path.open(encoding="utf-8", newline="") as file:
            columns, *rows = [*csv.reader(file)] or [[]]
    except OSError as error:
        raise RecordError(f"{path}: can't be read ({error.strerror}); {repair}") from error
    except (ValueError, csv.Error) as error:
        raise RecordError(f"{path}: is no table ({error}); {repair}") from error
    if tuple(columns) != CURVE_COLUMNS or not rows:
        raise RecordError(
            f"{path}: should have the columns {', '.join(CURVE_COLUMNS)} and a row per epoch;"
            f" {repair}"
        )
    for number, row in enumerate(rows, 1):
        if len(row) != len(columns) or not all(
            _is_number(field) or (column.startswith("validation") and not field)
            for column, field in zip(columns, row, strict=True)
        ):
            raise RecordError(
                f"{path}: row {number}: found {reprlib.repr(row)}; should be a number for each of"
                f" {', '.join(CURVE_COLUMNS)}; {repair}"
            )
    return rows


def _is_number(field: str) -> bool:
    try:
        return math.isfinite(float(field))
    except ValueError:
        return False


def _field(value: object) -> object:
    if isinstance(value, float):
        return "" if math.isnan(value) else f"{value:.6f}"
    return value
