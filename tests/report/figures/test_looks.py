"""How large figures are, where their parts lie, and how large and bold letters and lines are."""

from collections.abc import Callable
from dataclasses import replace

import matplotlib as mpl
import numpy as np
import pytest
import torch
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.collections import PathCollection
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure
from matplotlib.layout_engine import ConstrainedLayoutEngine
from matplotlib.text import Annotation

from digits.colours import BLUE, GREY, ORANGE
from digits.data.classes import DIGITS
from digits.data.images import LabelledImages
from digits.report.figures.comparison import comparison_figure
from digits.report.figures.confusion import confusion_figure
from digits.report.figures.cost import cost_figure
from digits.report.figures.curves import curves_figure
from digits.report.figures.digits import digits_figure
from digits.report.figures.every import every_figure
from digits.report.figures.reliability import reliability_figure
from digits.report.figures.robustness import robustness_figure
from digits.report.figures.significance import significance_figure
from digits.report.result import Result

Draw = Callable[[list[Result]], Figure]
X_SMALL, SMALL, MEDIUM, LARGE = 6.94, 8.33, 10, 12  # points


def losses_figure(results: list[Result]) -> Figure:
    return curves_figure(results, "loss")


def first_confusion_figure(results: list[Result]) -> Figure:
    return confusion_figure(results[0].confusion, DIGITS, "m")


def marks_of(axes: Axes) -> set[str]:
    """The markers of its points and the style of the lines between them."""
    return {f"{line.get_marker()}{line.get_linestyle()}" for line in axes.get_lines()}


def test_every_figure_has_its_name_its_size_and_room_for_its_words(
    results: list[Result], digits_200: LabelledImages
) -> None:
    figures = every_figure(results, digits_200.select(torch.arange(6)), DIGITS, "mnist")
    assert {name: figure.get_size_inches().tolist() for name, figure in figures.items()} == {
        name: pytest.approx(size)
        for name, size in {
            "digits": (6, 3.4),
            "loss": (12, 2.3),
            "accuracy": (12, 2.3),
            "comparison": (12, 5.5),
            "cost": (13, 6.5),
            "reliability": (12, 2.6),
            "robustness": (3.76, 2.88),
            "confusion": (6, 5.6),
            "significance": (3.36, 2.7),
        }.items()
    }
    for name, figure in figures.items():
        assert isinstance(figure.get_layout_engine(), ConstrainedLayoutEngine), name
    assert figures["loss"].axes[0].get_ylabel() == "cross-entropy"
    assert figures["accuracy"].axes[0].get_ylabel() == "accuracy"
    assert figures["confusion"].axes[0].get_title() == "my_net: 5 errors"  # the best by validation
    assert "votes of 9 networks" in {text.get_text() for text in figures["cost"].axes[0].texts}


def test_one_network_has_all_figures_but_that_of_differences(
    results: list[Result], digits_200: LabelledImages
) -> None:
    figures = every_figure(results[:1], digits_200.select(torch.arange(1)), DIGITS, "own")
    assert len(figures) == 8
    assert "significance" not in figures


@pytest.mark.parametrize(
    ("draw", "height"),
    [(losses_figure, 2.3), (reliability_figure, 2.6)],
)
def test_panels_stand_four_to_a_row_that_is_as_high_as_another(
    results: list[Result], draw: Draw, height: float
) -> None:
    for count, rows in ((4, 1), (5, 2)):
        some = [replace(results[place % 3], model=f"m{place}") for place in range(count)]
        figure = draw(some)
        assert figure.get_size_inches().tolist() == pytest.approx([12, height * rows])
        assert len(figure.axes) == 4 * rows


def test_panels_have_faint_grids_and_names_in_lines_that_fit(results: list[Result]) -> None:
    (axes, *_) = curves_figure([replace(results[0], model="m" * 33)], "loss").axes
    assert axes.get_title() == f"{'m' * 32}\nm"
    assert axes.title.get_fontsize() == pytest.approx(MEDIUM)
    assert axes.xaxis.label.get_fontsize() == pytest.approx(SMALL, abs=0.01)
    assert [grid_of(axis) for axis in (axes.xaxis, axes.yaxis)] == [0.3, 0.3]


def grid_of(axis: Axis, *, minor: bool = False) -> float | None:
    """How dark the lines of a grid are, where they are seen."""
    line = (axis.get_minor_ticks(1) if minor else axis.get_major_ticks(1))[0].gridline
    return line.get_alpha() if line.get_visible() else None


def test_curves_are_points_on_lines_at_whole_epochs(results: list[Result]) -> None:
    axes = curves_figure(results, "loss").axes
    for panel in axes[:3]:
        assert marks_of(panel) == {".-"}
        assert all(place.is_integer() for place in np.asarray(panel.get_xticks(), float).tolist())
    low, high = axes[0].get_ylim()
    assert {panel.get_ylim() for panel in axes[:3]} == {(low, high)}


def test_comparison_is_wider_where_it_shows_epochs(results: list[Result]) -> None:
    left, right = comparison_figure(results).axes
    specification = left.get_gridspec()
    assert specification is not None
    assert np.asarray(specification.get_width_ratios()).tolist() == [3, 2]
    assert (marks_of(left), marks_of(right)) == ({".-"}, {"oNone"})
    assert all(place.is_integer() for place in np.asarray(left.get_xticks(), float).tolist())
    legend = left.get_legend()
    assert legend is not None
    assert legend.get_title().get_text() == "fewest test errors first"
    assert legend.get_texts()[0].get_fontsize() == pytest.approx(SMALL, abs=0.01)
    grids = [(grid_of(axes.xaxis), grid_of(axes.yaxis)) for axes in (left, right)]
    assert grids == [(0.3, 0.3), (None, 0.3)]
    assert grid_of(left.yaxis, minor=True) == 0.3


def test_comparison_writes_plain_numbers_and_counts_right_of_their_dots(
    results: list[Result],
) -> None:
    left, right = comparison_figure(results).axes
    for formatter in (
        left.yaxis.get_major_formatter(),
        left.yaxis.get_minor_formatter(),
        right.xaxis.get_major_formatter(),
    ):
        assert [formatter(value) for value in (0.5, 20)] == ["0.5", "20"]
    # Best first; counts up to ten lie on a scale without logarithm.
    assert right.get_xlim() == pytest.approx((3 - 0.15 * 6, 9 + 0.15 * 6))
    scale = right.xaxis.get_transform()
    zero, five, ten, hundred, thousand = scale.transform(np.array([0.0, 5, 10, 100, 1000]))
    assert ten - five == pytest.approx(five - zero)
    assert thousand - hundred == pytest.approx(hundred - ten)
    for place, (text, errors) in enumerate(zip(right.texts, (3, 5, 9), strict=True)):
        assert isinstance(text, Annotation)
        assert (text.xy, text.xyann, text.anncoords) == ((errors, place), (8, 0), "offset points")
        assert text.get_verticalalignment() == "center"


def test_comparison_has_twenty_colours_for_networks_by_their_errors(results: list[Result]) -> None:
    many = [replace(results[0], model=f"m{place}") for place in range(21)]
    for axes in comparison_figure(many).axes:
        colours = [line.get_color() for line in axes.get_lines()]
        assert colours == [mpl.colormaps["tab20"](place % 20) for place in range(21)]


@pytest.mark.parametrize(
    ("bounds", "ticks"),
    [
        ((0.81, 0.8, 0.82), ["80%", "90%"]),
        ((0.9995, 0.9994, 0.9996), ["99.9%", "99.95%", "99.98%"]),
    ],
)
def test_cost_has_the_accuracies_near_its_points_on_its_axis(
    results: list[Result], bounds: tuple[float, float, float], ticks: list[str]
) -> None:
    left, _ = cost_of(results, bounds).axes
    assert [label.get_text() for label in left.get_yticklabels()] == ticks


def cost_of(results: list[Result], bounds: tuple[float, float, float]) -> Figure:
    """That of models of a thousand, ten thousand and a hundred thousand parameters."""
    keys = ("accuracy", "accuracy_low", "accuracy_high")
    some = {**dict(zip(keys, bounds, strict=True)), "n": 10_000}
    return cost_figure(
        [
            replace(
                result,
                scores=result.scores
                | some
                | {"parameters": 10 ** (3 + place), "training_multiply_adds": 10 ** (9 + place)},
            )
            for place, result in enumerate(results)
        ],
        "own",
    )


def test_cost_has_dots_on_bars_room_at_both_sides_and_one_scale_of_accuracies(
    results: list[Result],
) -> None:
    left, right = cost_of(results, (0.9, 0.89, 0.91)).axes
    for axes, least in ((left, 3), (right, 9)):
        # A tenth of the distance between the first and the last.
        assert np.log10(axes.get_xlim()).tolist() == pytest.approx([least - 0.2, least + 2.2])
        assert [grid_of(axis) for axis in (axes.xaxis, axes.yaxis)] == [0.3, 0.3]
        order = {line.get_color(): line.get_zorder() for line in axes.get_lines()}
        assert order[GREY] < order[BLUE]
    assert left.get_ylim() == right.get_ylim()
    assert left.get_shared_y_axes().joined(left, right)
    assert len(left.yaxis.get_minorticklocs()) == 0
    legend = left.get_legend()
    assert legend is not None
    assert legend.get_texts()[0].get_fontsize() == pytest.approx(SMALL, abs=0.01)
    box, panel = legend.get_window_extent(), left.bbox
    assert box.x1 < (panel.x0 + panel.x1) / 2
    assert box.y1 < (panel.y0 + panel.y1) / 2


def test_reliability_has_lines_below_dots_of_the_same_colour_and_one_scale(
    results: list[Result],
) -> None:
    axes = reliability_figure(results).axes
    for panel in axes[:3]:
        diagonal, *lines = panel.get_lines()
        assert diagonal.get_color() == GREY
        assert [(line.get_color(), line.get_alpha()) for line in lines] == [
            (BLUE, 0.4),
            (ORANGE, 0.4),
        ]
        for dots, colour in zip(panel.collections, (BLUE, ORANGE), strict=True):
            assert isinstance(dots, PathCollection)
            assert np.asarray(dots.get_facecolor())[0] == pytest.approx(to_rgba(colour))
            assert np.asarray(dots.get_offsets()).tolist() == [
                pytest.approx([0.5, 0.4]),
                pytest.approx([0.9, 0.8]),
            ]
    legend = axes[0].get_legend()
    assert legend is not None
    assert legend.get_texts()[0].get_fontsize() == pytest.approx(X_SMALL, abs=0.01)
    assert axes[0].get_shared_x_axes().joined(axes[0], axes[2])
    assert axes[0].get_shared_y_axes().joined(axes[0], axes[2])


@pytest.mark.parametrize(
    ("draw", "size", "scale", "limits"),
    [
        (robustness_figure, SMALL, "viridis", (0, 1)),
        (significance_figure, X_SMALL, "Blues", (0, 2)),
        (
            first_confusion_figure,
            SMALL,
            "Oranges",
            None,
        ),
    ],
)
def test_numbers_lie_in_the_middle_of_coloured_cells(
    results: list[Result],
    draw: Draw,
    size: float,
    scale: str,
    limits: tuple[float, float] | None,
) -> None:
    (axes,) = draw(results).axes
    (image,) = axes.get_images()
    assert image.get_cmap().name == scale
    if limits is not None:
        assert image.get_clim() == limits
    assert axes.texts
    for text in axes.texts:
        assert (text.get_horizontalalignment(), text.get_verticalalignment()) == (
            "center",
            "center",
        )
        assert text.get_fontsize() == pytest.approx(size, abs=0.01)


@pytest.mark.parametrize("draw", [robustness_figure, significance_figure])
def test_long_names_lean_below_their_columns(results: list[Result], draw: Draw) -> None:
    (axes,) = draw(results).axes
    assert axes.title.get_fontsize() == pytest.approx(MEDIUM)
    for label in axes.get_xticklabels():
        assert (label.get_rotation(), label.get_horizontalalignment()) == (45, "right")
    for ticks in (axes.get_xticks(), axes.get_yticks()):
        assert ticks.tolist() == [0, 1, 2]


def test_cells_of_corruptions_fill_their_figure(results: list[Result]) -> None:
    (axes,) = robustness_figure(results).axes
    assert axes.get_aspect() == "auto"


def test_two_networks_have_a_p_that_nothing_corrects(results: list[Result]) -> None:
    (axes,) = significance_figure(results[:2]).axes
    assert axes.get_title() == "p of every pair; blue: below 0.05"
    assert [text.get_text() for text in axes.texts] == ["0.031"]  # 0 against 6: 2 / 2**6


def test_a_single_error_is_one_error(results: list[Result]) -> None:
    confusion = results[0].confusion.assign(predicted=results[0].confusion["actual"])
    confusion.loc[0, "predicted"] = "7"
    (axes,) = confusion_figure(confusion, DIGITS, "m").axes
    assert axes.get_title() == "m: 1 error"


@pytest.mark.parametrize(("longest", "rotation"), [("boa", 0), ("boot", 90)])
def test_names_of_up_to_three_letters_stand_upright_below_columns(
    results: list[Result], longest: str, rotation: int
) -> None:
    classes = (*DIGITS, longest)
    (axes,) = confusion_figure(results[0].confusion, classes, "m").axes
    assert {label.get_rotation() for label in axes.get_xticklabels()} == {rotation}


@pytest.mark.parametrize(("letters", "size"), [(1, LARGE), (12, LARGE), (13, X_SMALL)])
def test_names_of_more_than_twelve_letters_are_small_over_images(
    digits_200: LabelledImages, letters: int, size: float
) -> None:
    few = replace(digits_200.select(torch.arange(2)), classes=(*"012345678", "m" * letters))
    titles: list[Axes] = digits_figure(few).axes[:2]
    assert {round(float(axes.title.get_fontsize()), 2) for axes in titles} == {size}
