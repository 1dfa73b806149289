"""Which classes a model takes for which."""

from digits.data.classes import DIGITS
from digits.report.figures.confusion import confusion_figure
from digits.report.result import Result


def test_confusion_counts_add_up_to_the_images(results: list[Result]) -> None:
    (axes,) = confusion_figure(results[0].confusion, DIGITS, "lenet").axes
    assert sum(int(text.get_text()) for text in axes.texts) == 20
