"""The pictures of the report."""

from io import BytesIO
from pathlib import Path

import torch
from matplotlib.image import imread

from digits.data.images import LabelledImages
from digits.report.figures.every import every_figure
from digits.report.figures.save import save_figure
from digits.report.result import Result


def test_same_results_give_the_same_bytes(
    results: list[Result], digits_200: LabelledImages, tmp_path: Path
) -> None:
    examples = digits_200.select(torch.arange(16))
    names: set[str] = set()
    for run in ("first", "second"):
        figures = every_figure(results, examples, examples.classes, "mnist")
        for name, figure in figures.items():
            save_figure(figure, tmp_path / run / f"{name}.png")
        names |= figures.keys()
    for name in names:
        first, second = (
            (tmp_path / run / f"{name}.png").read_bytes() for run in ("first", "second")
        )
        assert first == second, name
        assert imread(BytesIO(first)).std() > 0.01, name  # something is drawn
