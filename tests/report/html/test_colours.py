"""Colours of the page: those of lines, of cells and of the letters on them."""

import re
from itertools import pairwise

import pytest
from matplotlib import colormaps
from matplotlib.colors import to_hex

from digits.report.html.colours import gradient, lines, luminance, shade


def test_lines_change_their_colour_first_and_then_their_dash() -> None:
    found = list(lines([f"m{place}" for place in range(29)]).values())
    assert all(re.fullmatch("#[0-9A-F]{6}", line.colour) for line in found)
    assert len({line.colour for line in found}) == 7
    assert [line.dash for line in found[::7]] == [[1, 0], [6, 3], [2, 2], [8, 2, 2, 2], [1, 0]]
    assert found[28] == found[0]
    for one, other in pairwise(found):
        assert one.colour != other.colour


def test_lines_stand_out_from_white_and_from_black() -> None:
    for line in lines([f"m{place}" for place in range(7)]).values():
        light = luminance(line.colour)
        assert 1.05 / (light + 0.05) > 2  # to white
        assert (light + 0.05) / 0.05 > 3  # to black


@pytest.mark.parametrize(
    ("colour", "light"),
    [
        ("#000000", 0),
        ("#ffffff", 1),
        ("#ff0000", 0.2126),
        ("#00ff00", 0.7152),
        ("#0000ff", 0.0722),
        ("#0a0a0a", 10 / 255 / 12.92),  # on the straight part of sRGB's curve
        ("#808080", 0.21586),  # on the bent one, as tables have it
    ],
)
def test_luminance_is_as_the_guidelines_define_it(colour: str, light: float) -> None:
    assert luminance(colour) == pytest.approx(light, abs=1e-5)


def test_cells_are_viridis_with_white_letters_on_dark_and_black_ones_on_bright() -> None:
    for share in (0.0, 0.3, 0.7, 1.0):
        assert shade(share).paper == to_hex(colormaps["viridis"](share))
    assert [shade(share).ink for share in (0.0, 0.3, 0.7, 1.0)] == ["#fff", "#fff", "#000", "#000"]


def test_a_gradient_has_nine_colours_from_end_to_end() -> None:
    found = re.fullmatch(r"linear-gradient\(to right, (.*)\)", gradient("viridis"))
    assert found is not None
    stops = found[1].split(", ")
    assert len(stops) == 9
    assert [stops[0], stops[4], stops[8]] == [
        to_hex(colormaps["viridis"](place)) for place in (0.0, 0.5, 1.0)
    ]
