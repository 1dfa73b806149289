"""Figures as files."""

from io import BytesIO
from pathlib import Path

from matplotlib.figure import Figure

from digits.whole_file import write_bytes

DPI = 110  # dots per inch


def save_figure(figure: Figure, path: Path) -> None:
    """Write a PNG, the same bytes for the same figure; folders are made where they don't exist."""
    content = BytesIO()
    # The version of matplotlib, which it would write into the file, is none of the figure's.
    figure.savefig(content, dpi=DPI, metadata={"Software": None})
    write_bytes(path, content.getvalue())
