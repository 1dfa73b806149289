"""The pictures of the report."""

from pathlib import Path

import torch
from matplotlib.image import imread

from digits.data.classes import DIGITS
from digits.data.images import LabelledImages
from digits.report.figures.every import every_figure
from digits.report.figures.save import save_figure
from digits.report.result import Result


# That they have the same bytes each time: tests/pipeline/test_determinism.py, in make soak.
def test_something_is_drawn_in_each(
    results: list[Result], digits_200: LabelledImages, tmp_path: Path
) -> None:
    figures = every_figure(results, digits_200.select(torch.arange(16)), DIGITS, "mnist")
    for name, figure in figures.items():
        save_figure(figure, tmp_path / f"{name}.png")
        assert imread(tmp_path / f"{name}.png").std() > 0.01, name
