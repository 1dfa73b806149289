"""Markdown tables, read back."""


def rows_of(text: str) -> list[list[str]]:
    """The cells of every line of a table in a text: its header, its line of dashes, its rows."""
    lines = [line for line in text.splitlines() if line.startswith("|")]
    return [[cell.strip() for cell in line[1:-1].split("|")] for line in lines]
