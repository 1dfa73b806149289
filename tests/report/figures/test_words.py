"""What figures say on their axes and beside them, and in which colours."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from example_page import example
from matplotlib.axes import Axes
from matplotlib.collections import PathCollection

from digits.colours import BLUE, ORANGE
from digits.data.classes import DIGITS
from digits.data.images import LabelledImages
from digits.report.figures.comparison import comparison_figure
from digits.report.figures.confusion import confusion_figure
from digits.report.figures.curves import curves_figure
from digits.report.figures.digits import digits_figure
from digits.report.figures.reliability import reliability_figure
from digits.report.figures.robustness import robustness_figure
from digits.report.figures.significance import significance_figure
from digits.report.result import Result
from digits.report.significance import comparisons


def words_of(axes: Axes) -> tuple[str, str, str]:
    """What stands above a panel, below it and at its left."""
    return axes.get_title(), axes.get_xlabel(), axes.get_ylabel()


def legend_of(axes: Axes) -> list[str]:
    legend = axes.get_legend()
    assert legend is not None
    return [text.get_text() for text in legend.get_texts()]


@pytest.mark.parametrize(
    ("quantity", "axis"), [("loss", "cross-entropy"), ("accuracy", "accuracy")]
)
def test_curves_say_once_per_row_what_they_show(
    results: list[Result], quantity: str, axis: str
) -> None:
    five = [replace(results[place % 3], model=f"m{place}") for place in range(5)]
    figure = curves_figure(five, quantity)
    labels = [axis, "", "", "", axis]
    assert [words_of(axes) for axes in figure.axes[:5]] == [
        (f"m{place}", "epoch", label) for place, label in enumerate(labels)
    ]
    assert [axes.axison for axes in figure.axes] == [True] * 5 + [False] * 3
    assert legend_of(figure.axes[0]) == ["train", "validation"]
    assert all(axes.get_legend() is None for axes in figure.axes[1:])
    for axes in figure.axes[:5]:
        assert [line.get_color() for line in axes.get_lines()] == [BLUE, ORANGE]
        assert axes.get_yscale() == ("log" if quantity == "loss" else "function")


def test_curves_of_accuracy_spread_the_last_percents(results: list[Result]) -> None:
    (axes, *_) = curves_figure(results, "accuracy").axes
    assert axes.get_ylim() == (0, 1)
    assert axes.get_yticks().tolist() == [0, 0.5, 0.9, 0.95, 0.98, 0.99, 0.995, 1]
    # A tenth of the errors is as far up as the tenth of these; 0.002 errors stand for none.
    places = axes.transData.transform([(1, each) for each in (0.802, 0.982, 1)])[:, 1]
    assert places[1] - places[0] == pytest.approx(places[2] - places[1], rel=1e-6)
    scale = axes.yaxis.get_transform()
    shares = np.array([0.0, 0.5, 1.0])
    np.testing.assert_allclose(scale.inverted().transform(scale.transform(shares)), shares)


def test_comparison_names_both_panels_their_axes_and_the_models(results: list[Result]) -> None:
    left, right = comparison_figure(results).axes
    assert words_of(left) == ("after every epoch", "epoch", "validation error rate, %")
    assert words_of(right) == ("on the test images", "test errors of 20 (logarithmic)", "")
    assert (left.get_yscale(), right.get_xscale()) == ("log", "symlog")
    assert legend_of(left) == ["lenet", "my_net", "mlp"]
    colours = [[line.get_color() for line in axes.get_lines()] for axes in (left, right)]
    assert colours[0] == colours[1]
    assert len(set(colours[0])) == 3
    rates = [np.asarray(line.get_ydata()).tolist() for line in left.get_lines()]
    assert rates == [pytest.approx([30, 20]), pytest.approx([20, 10]), pytest.approx([50, 45])]
    # The best stands at the top of the right panel, each dot at its count.
    assert [label.get_text() for label in right.get_yticklabels()] == ["lenet", "my_net", "mlp"]
    low, high = right.get_ylim()
    assert low > high
    assert [np.asarray(line.get_xdata()).tolist() for line in right.get_lines()] == [[3], [5], [9]]


def test_significance_names_pairs_and_colours_real_differences() -> None:
    results = example().results  # 3, 5 and 60 errors of 200
    (axes,) = significance_figure(results).axes
    assert axes.get_title() == "corrected p of every pair; blue: below 0.05"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["lenet", "my_net", "mlp"]
    (image,) = axes.get_images()
    real = np.asarray(image.get_array())
    assert image.get_cmap().name == "Blues"
    shown = {text.get_position(): text.get_text() for text in axes.texts}
    assert shown.keys() == {(0, 1), (0, 2), (1, 2)}  # columns and rows: below the diagonal
    for pair in comparisons(sorted(results, key=lambda result: result.scores["errors"])):
        names = ["lenet", "my_net", "mlp"]
        place = (names.index(pair.first), names.index(pair.second))
        expected = "<0.001" if pair.corrected_p < 0.001 else f"{pair.corrected_p:.3f}"
        assert shown[place] == expected
        assert bool(real[place[1], place[0]]) == (pair.corrected_p < 0.05)
    assert real.sum() == 2
    assert shown[0, 2] == shown[1, 2] == "<0.001" != shown[0, 1]


def test_reliability_says_once_what_it_shows_on_a_diagonal(results: list[Result]) -> None:
    five = [replace(results[place % 3], model=f"m{place}") for place in range(5)]
    axes = reliability_figure(five).axes
    assert [each.get_title() for each in axes[:5]] == [f"m{place}" for place in range(5)]
    assert [each.get_ylabel() for each in axes] == ["accuracy", *[""] * 3] * 2
    # Below the lowest panel of each column, where the last row has room for more.
    assert [each.get_xlabel() for each in axes] == ["", *["confidence"] * 4, *[""] * 3]
    numbered = [
        any(tick.label1.get_visible() for tick in each.xaxis.get_major_ticks()) for each in axes
    ]
    assert numbered[:5] == [False, True, True, True, True]
    assert [each.axison for each in axes] == [True] * 5 + [False] * 3
    assert legend_of(axes[0]) == ["as trained", "with temperature"]
    diagonal, *_ = axes[0].get_lines()
    assert np.asarray(diagonal.get_xdata()).tolist() == np.asarray(diagonal.get_ydata()).tolist()
    assert np.asarray(diagonal.get_xdata()).tolist() == [0, 1]
    # The area of a dot grows with its images: from 5 to 15, the most, by two thirds of 40.
    for dots in axes[0].collections:
        assert isinstance(dots, PathCollection)
        small, large = np.asarray(dots.get_sizes())
        assert (small, large) == pytest.approx((4 + 40 / 3, 44))


def test_robustness_names_corruptions_and_writes_dark_on_bright(results: list[Result]) -> None:
    (axes,) = robustness_figure(results).axes
    assert axes.get_title() == "accuracy under corruptions, %"
    assert [label.get_text() for label in axes.get_xticklabels()] == ["mean", "fog", "stripe"]
    (image,) = axes.get_images()
    assert image.get_clim() == (0, 1)
    shares = np.asarray(image.get_array())
    assert len(axes.texts) == shares.size
    for text in axes.texts:
        column, row = (int(each) for each in text.get_position())
        assert text.get_text() == f"{100 * shares[row, column]:.0f}"
        assert text.get_color() == ("black" if shares[row, column] > 0.43 else "white")
        assert text.get_horizontalalignment() == text.get_verticalalignment() == "center"


def test_confusion_colours_errors_alone_and_writes_every_count_that_is_one() -> None:
    classes = ("coat", "bag", "boot")
    pairs = [("coat", "coat")] * 9 + [("coat", "bag")] * 4 + [("boot", "coat")] * 2
    confusion = pd.DataFrame(pairs, columns=["actual", "predicted"])
    (axes,) = confusion_figure(confusion, classes, "lenet").axes
    assert words_of(axes) == ("lenet: 6 errors", "read as", "class")
    (image,) = axes.get_images()
    assert np.asarray(image.get_array()).tolist() == [[0, 4, 0], [0, 0, 0], [2, 0, 0]]
    shown = {text.get_position(): (text.get_text(), text.get_color()) for text in axes.texts}
    # By column and row. White on more than half of the most errors; right answers are pale.
    assert shown == {(0, 0): ("9", "black"), (1, 0): ("4", "white"), (0, 2): ("2", "black")}
    for labels in (axes.get_xticklabels(), axes.get_yticklabels()):
        assert [label.get_text() for label in labels] == list(classes)
    assert {label.get_rotation() for label in axes.get_xticklabels()} == {90}


def test_confusion_of_digits_says_so_and_has_upright_names(results: list[Result]) -> None:
    (axes,) = confusion_figure(results[0].confusion, DIGITS, "lenet").axes
    assert words_of(axes) == ("lenet: 3 errors", "read as", "digit")
    assert {label.get_rotation() for label in axes.get_xticklabels()} == {0}


def test_confusion_of_many_classes_is_larger(results: list[Result]) -> None:
    few = confusion_figure(results[0].confusion, DIGITS, "m").get_size_inches().tolist()
    names = tuple(f"{place}" for place in range(26))
    many = confusion_figure(results[0].confusion, names, "m").get_size_inches().tolist()
    assert few == pytest.approx([6, 5.6])
    assert many == pytest.approx([11.7, 11.3])


@pytest.mark.parametrize("count", [1, 4, 16])
def test_digits_are_dark_on_bright_in_rows_of_four(digits_200: LabelledImages, count: int) -> None:
    few = LabelledImages(digits_200.images[:count], digits_200.labels[:count])
    figure = digits_figure(few)
    rows = -(-count // 4)
    assert len(figure.axes) == 4 * rows
    assert figure.get_size_inches().tolist() == pytest.approx([6, 1.7 * rows])
    assert not any(axes.axison for axes in figure.axes)
    for place, axes in enumerate(figure.axes):
        images = axes.get_images()
        assert len(images) == (place < count)
        for image in images:
            assert np.asarray(image.get_array()).tolist() == few.images[place, 0].tolist()
            assert (image.get_clim(), image.get_cmap().name) == ((0, 255), "gray_r")
