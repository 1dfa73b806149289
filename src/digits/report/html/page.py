"""The page of results as one HTML file that needs no other."""

from collections.abc import Mapping, Sequence

from jinja2 import Environment, PackageLoader, StrictUndefined

from digits.data.images import LabelledImages
from digits.data.statistics import PixelStatistics
from digits.params.schema import Params
from digits.report.html.architecture import Architecture
from digits.report.html.context import page_context
from digits.report.html.formats import percent, trillions
from digits.report.result import Result
from digits.visualization.mistakes import Answers
from digits.wording import article
from digits.wording import percent as sure


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
    context = page_context(results, answers, test, architectures, params, statistics)
    return _environment().get_template("page.html").render(context)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("digits.report.html", "templates"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    environment.filters |= {
        "article": article,
        "percent": percent,
        "sure": sure,
        "trillions": trillions,
    }
    return environment
