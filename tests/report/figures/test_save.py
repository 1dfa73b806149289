"""Figures as files."""

from pathlib import Path

from matplotlib.figure import Figure
from PIL import Image

from digits.report.figures.save import save_figure


def test_a_file_has_110_dots_per_inch_and_no_word_of_the_program(tmp_path: Path) -> None:
    path = tmp_path / "made" / "here" / "figure.png"
    save_figure(Figure(figsize=(2, 1)), path)
    with Image.open(path) as picture:
        assert (picture.format, picture.size) == ("PNG", (220, 110))
        assert "Software" not in picture.info
