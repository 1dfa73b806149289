"""Stage `report`: tables, pictures and the page of results."""

import sys
from pathlib import Path

import torch

from digits.data.image_files import load_split_images, load_test_images
from digits.data.statistics import read_statistics
from digits.errors import reported_to_user
from digits.params.read import read_params
from digits.records import write_json
from digits.report.figures.every import every_figure
from digits.report.figures.save import save_figure
from digits.report.html.answers import read_answers
from digits.report.html.architecture import read_architectures
from digits.report.html.page import html_page
from digits.report.inside import copy_pictures
from digits.report.page import results_page
from digits.report.result import best_by_validation
from digits.report.results import read_results
from digits.terminal import showable
from digits.whole_file import write_text

REPORT = Path("report")


def main() -> None:
    """Write report/RESULTS.md, its pictures, report/index.html and metrics/summary.json."""
    params = read_params()
    images = load_split_images(Path("data/tensors/train.safetensors"))
    test = load_test_images(Path("data/tensors/test.safetensors"))
    results = read_results(Path("metrics"), params.models, test.classes)
    best = best_by_validation(results)
    answers = read_answers(Path("predictions"), params.models, test)
    architectures = read_architectures(Path("pictures"), params.models, test)
    statistics = read_statistics(Path("metrics/normalization.json"))
    first = images.everything.select(torch.arange(min(16, len(images.everything))))
    figures = every_figure(results, first, test.classes, params.dataset.name)
    for name, figure in figures.items():
        save_figure(figure, REPORT / "figures" / f"{name}.png")
    page = results_page(
        results,
        params.dataset.name,
        set_aside=len(images.validation_indices),
        mislabelled=len(params.doubted_labels()),
        robustness=params.robustness,
        pictures=copy_pictures(Path("pictures") / best.model, REPORT / "figures"),
    )
    write_text(REPORT / "RESULTS.md", page)
    html = html_page(results, answers, test, architectures, params, statistics)
    write_text(REPORT / "index.html", html)
    summary = {
        "best_by_validation": best.model,
        "models": {result.model: result.summary() for result in results},
    }
    write_json(Path("metrics/summary.json"), summary)
    print(showable(page.split("\n\n")[2], sys.stdout.encoding))


if __name__ == "__main__":
    with reported_to_user():
        main()
