"""Figures on disk as git likes them: a line per value or row, the same bytes every time."""

import json
import re
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

# Only a list that json.dumps spread over lines: text never holds a bare line break.
_LIST_OF_NUMBERS = re.compile(r"\[\n\s+([^\[\]{}\"]*?)\s+\]")


def write_json(path: Path, content: Mapping[str, object]) -> None:
    """Write a mapping, each list of numbers in one line; folders are made where they don't exist.

    Raises `ValueError` for NaN and infinity, which JSON doesn't know.
    """
    text = json.dumps(content, indent=2, allow_nan=False)
    text = _LIST_OF_NUMBERS.sub(lambda found: f"[{' '.join(found[1].split())}]", text)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text + "\n", encoding="utf-8")


def write_csv(path: Path, table: pd.DataFrame) -> None:
    """Write a table with six decimals; folders are made where they don't exist."""
    path.parent.mkdir(parents=True, exist_ok=True)
    table.to_csv(path, index=False, float_format="%.6f", lineterminator="\n")
