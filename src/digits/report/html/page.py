"""The page of results as one HTML file that needs no other."""

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from jinja2 import Environment, PackageLoader, StrictUndefined

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
from digits.report.html.formats import data_uri, percent, trillions
from digits.report.html.heat import robustness_table, significance_table
from digits.report.html.leaderboard import leaderboard
from digits.report.html.lessons import lessons
from digits.report.html.model import ModelView, Reading, model_view, places_shown
from digits.report.html.reproduction import reproduction
from digits.report.html.sprite import COLUMNS as SPRITE_COLUMNS
from digits.report.html.sprite import sprite_of
from digits.report.html.vega import vega_script
from digits.report.packaged import packaged_table
from digits.report.results import Result, best_by_validation
from digits.report.tables import design_pairs
from digits.visualization.mistakes import Answers
from digits.wording import article

_HARDEST = 12  # test images


class HardImage(NamedTuple):
    """A test image that many models read wrong."""

    place: int
    label: str
    wrong: int  # models

    @property
    def words(self) -> str:
        """The picture in words."""
        models = "model" if self.wrong == 1 else "models"
        shown = article(self.label)
        return f"test image {self.place}: {shown}, read wrong by {self.wrong} {models}"


def html_page(
    results: Sequence[Result],
    answers: Mapping[str, Answers],
    test: LabelledImages,
    architectures: Mapping[str, Architecture | None],
    params: Params,
    statistics: PixelStatistics,
) -> str:
    """The page. The same arguments give the same text.

    Args:
        results: of all models.
        answers: of each of them to the test images.
        test: the test images.
        architectures: of each, with its pictures; None where they haven't been made.
        params: params.yaml.
        statistics: of the pixels of the training images.
    """
    ordered = sorted(results, key=lambda result: result.scores["errors"])
    cells = cells_within_bounds({result.model: answers[result.model] for result in ordered})
    views = [
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
    hardest = hardest_images(list(answers.values()))
    places = shown_places(list(cells.values())) | {each.place for each in hardest}
    sprite = sprite_of(test, places.union(*(places_shown(view) for view in views)))
    curves = curves_charts(ordered)
    best = best_by_validation(results)
    dataset = params.dataset.name
    return (
        _environment()
        .get_template("page.html")
        .render(
            best=best,
            leaderboard=leaderboard(results, dataset),
            validated=best.validation_accuracy is not None,
            hardest=hardest,
            n=len(test),
            subject=subject(params.dataset),
            classes=test.classes,
            curves=curves,
            kinds={key: name for key, name in KINDS.items() if f"accuracy-{key}" in curves},
            quantities=QUANTITIES,
            lines=lines([result.model for result in ordered]),
            published=packaged_table("published.csv", dataset).to_dict("records"),
            pairs=design_pairs(results),
            significance=significance_table(results) if len(results) > 1 else None,
            robustness=robustness_table(results),
            corrupted=min(params.robustness.images, len(test)),
            views=views,
            lessons=lessons(results, statistics, len(test.classes)),
            reproduction=reproduction(params),
            scales={True: gradient("PuOr_r"), False: gradient("viridis")},
            most_digits=max(
                (len(v.architecture.digits) for v in views if v.architecture), default=0
            ),
            sprite=sprite,
            sprite_address=data_uri(sprite.png),
            sprite_columns=SPRITE_COLUMNS,
            tiles={place: tile for tile, place in enumerate(sprite.places)},
            charts={**curves, **cost_charts(results, dataset), "calibration": calibration_chart()},
            calibration={
                "name": DATA,
                "models": {result.model: calibration_rows(result) for result in results},
            },
            confusion={
                "columns": SPRITE_COLUMNS,
                "places": sprite.places,
                "models": {view.result.model: _images(view, answers) for view in views},
            },
            vega=vega_script(),
        )
    )


def hardest_images(answers: Sequence[Answers]) -> list[HardImage]:
    """The images that most models read wrong, the first of the file first where they are equal."""
    wrong: Counter[int] = Counter(
        place
        for each in answers
        for place in (each.predicted != each.labels).nonzero().flatten().tolist()
    )
    order = sorted(wrong, key=lambda place: (-wrong[place], place))[:_HARDEST]
    return [HardImage(place, answers[0].at(place).label, wrong[place]) for place in order]


def _images(view: ModelView, answers: Mapping[str, Answers]) -> dict[str, list[list[Any]]]:
    """What each cell of a confusion matrix shows: places in the test file, and how sure."""
    cells: list[Cell] = [cell for row in view.cells for cell in row if cell.places]
    return {
        cell.key: [
            [place, Reading.of(answers[view.result.model].at(place)).sure] for place in cell.places
        ]
        for cell in cells
    }


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("digits.report.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {"article": article, "percent": percent, "trillions": trillions}
    return environment
