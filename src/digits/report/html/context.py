"""What the page's template is given: its sections, as records and texts."""

from collections.abc import Mapping, Sequence
from typing import Any

from digits.data.images import LabelledImages
from digits.data.published import subject
from digits.data.statistics import PixelStatistics
from digits.params.schema import Params
from digits.report.html.architecture import Architecture
from digits.report.html.calibration import DATA, calibration_chart, calibration_rows
from digits.report.html.colours import gradient, lines
from digits.report.html.confusion import Cell, cells_within_bounds, shown_places
from digits.report.html.cost import cost_charts
from digits.report.html.curves import KINDS, QUANTITIES, curves_charts
from digits.report.html.formats import data_uri
from digits.report.html.hardest import hardest_images
from digits.report.html.heat import robustness_table, significance_table
from digits.report.html.leaderboard import leaderboard
from digits.report.html.lessons import lessons
from digits.report.html.model import ModelView, Reading, model_view, places_shown
from digits.report.html.reproduction import reproduction
from digits.report.html.sprite import COLUMNS as SPRITE_COLUMNS
from digits.report.html.sprite import Sprite, sprite_of
from digits.report.html.vega import vega_script
from digits.report.packaged import packaged_table
from digits.report.result import Result, best_by_validation
from digits.report.tables import design_pairs
from digits.visualization.mistakes import Answers


def page_context(
    results: Sequence[Result],
    answers: Mapping[str, Answers],
    test: LabelledImages,
    architectures: Mapping[str, Architecture | None],
    params: Params,
    statistics: PixelStatistics,
) -> dict[str, Any]:
    """The values by the names that the template has for them. See `html_page`."""
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    views = _views(ordered, answers, architectures, params, results)
    hardest = hardest_images(list(answers.values()))
    places = shown_places([view.cells for view in views]) | {each.place for each in hardest}
    sprite = sprite_of(test, places.union(*(places_shown(view) for view in views)))
    drawn = (view.architecture.digits for view in views if view.architecture)
    return {
        "n": len(test),
        "subject": subject(params.dataset),
        "classes": test.classes,
        "hardest": hardest,
        "views": views,
        "most_digits": max(map(len, drawn), default=0),
        "lines": lines([result.model for result in ordered]),
        "scales": {True: gradient("PuOr_r"), False: gradient("viridis")},
        "lessons": lessons(results, statistics, len(test.classes)),
        "reproduction": reproduction(params),
        "corrupted": min(params.robustness.images, len(test)),
        "vega": vega_script(),
        **_comparison(results, params.dataset.name),
        **_charts(ordered, results, params.dataset.name),
        **_digits(sprite, views, answers),
    }


def _views(
    ordered: Sequence[Result],
    answers: Mapping[str, Answers],
    architectures: Mapping[str, Architecture | None],
    params: Params,
    results: Sequence[Result],
) -> list[ModelView]:
    """A section per model."""
    cells = cells_within_bounds({result.model: answers[result.model] for result in ordered})
    return [
        model_view(
            result,
            params.models[result.model],
            answers[result.model],
            cells[result.model],
            architectures[result.model],
            results,
            params.visualization.mistakes,
        )
        for result in ordered
    ]


def _comparison(results: Sequence[Result], dataset: str) -> dict[str, Any]:
    """What the template shows of all models side by side, in tables."""
    best = best_by_validation(results)
    return {
        "best": best,
        "validated": best.validation_accuracy is not None,
        "leaderboard": leaderboard(results, dataset),
        "published": packaged_table("published.csv", dataset).to_dict("records"),
        "pairs": design_pairs(results),
        "significance": significance_table(results) if len(results) > 1 else None,
        "robustness": robustness_table(results),
    }


def _charts(ordered: Sequence[Result], results: Sequence[Result], dataset: str) -> dict[str, Any]:
    """What it shows in charts."""
    curves = curves_charts(ordered)
    validated = any("temperature" in result.scores for result in results)
    return {
        "kinds": {key: name for key, name in KINDS.items() if f"accuracy-{key}" in curves},
        "quantities": QUANTITIES,
        "charts": {
            **curves,
            **cost_charts(results, dataset),
            "calibration": calibration_chart(validated=validated),
        },
        "calibration": {
            "name": DATA,
            "models": {result.model: calibration_rows(result) for result in results},
        },
    }


def _digits(
    sprite: Sprite, views: Sequence[ModelView], answers: Mapping[str, Answers]
) -> dict[str, Any]:
    """What it shows of single test images."""
    return {
        "sprite_address": data_uri(sprite.png),
        "sprite_columns": SPRITE_COLUMNS,
        "tiles": {place: tile for tile, place in enumerate(sprite.places)},
        "confusion": {
            "columns": SPRITE_COLUMNS,
            "places": sprite.places,
            "models": {view.result.model: _images(view, answers) for view in views},
        },
    }


def _images(view: ModelView, answers: Mapping[str, Answers]) -> dict[str, list[list[Any]]]:
    """What each cell of a confusion matrix shows: places in the test file, and how sure."""
    cells: list[Cell] = [cell for row in view.cells for cell in row if cell.places]
    return {
        cell.key: [
            [place, Reading.of(answers[view.result.model].at(place)).sure] for place in cell.places
        ]
        for cell in cells
    }
