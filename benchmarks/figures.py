"""What the benchmarks give: tables for people, JSON files for results.py."""

from collections.abc import Mapping, Sequence
from pathlib import Path

from machine import machine
from tabulate import tabulate

from digits.records import write_json

Row = Mapping[str, object]


def table(rows: Sequence[Row], text_columns: int = 1) -> str:
    """Rows as a Markdown table.

    Args:
        rows: from the title of a column to what is shown, numbers already as text.
        text_columns: how many from the left aren't numbers.
    """
    columns = len(rows[0])
    alignment = ["left"] * text_columns + ["right"] * (columns - text_columns)
    return tabulate(
        rows, headers="keys", tablefmt="pipe", colalign=alignment, disable_numparse=True
    )


def write_figures(path: Path | None, figures: Mapping[str, object]) -> None:
    """Write figures and what they were measured on, where a file was asked for."""
    if path is not None:
        write_json(path, {"machine": machine(), **figures})
