"""Grids of maps: every pixel of every map is there, and nothing else."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from digits.visualization.grids import enlarged, even_columns, grid, largest_fit, strip


@given(
    count=st.integers(1, 20),
    height=st.integers(1, 5),
    width=st.integers(1, 5),
    columns=st.integers(1, 9),
    gap=st.integers(0, 3),
)
def test_grid_holds_every_pixel_of_every_map_at_its_place(
    count: int, height: int, width: int, columns: int, gap: int
) -> None:
    maps = np.arange(float(count * height * width)).reshape(count, height, width)
    found = grid(maps, columns, gap)
    rows = -(-count // columns)
    assert found.shape == (rows * (height + gap) - gap, columns * (width + gap) - gap)
    for place, each in enumerate(maps):
        row, column = divmod(place, columns)
        top, left = row * (height + gap), column * (width + gap)
        np.testing.assert_array_equal(found[top : top + height, left : left + width], each)
    assert np.count_nonzero(~np.isnan(found)) == maps.size


def test_grid_worked_out_by_hand() -> None:
    gap = np.nan
    found = grid(np.array([[[1.0]], [[2.0]], [[3.0]]]), columns=2, gap=1)
    np.testing.assert_array_equal(found, [[1, gap, 2], [gap, gap, gap], [3, gap, gap]])


def test_strip_worked_out_by_hand() -> None:
    np.testing.assert_array_equal(strip(np.array([1.0, 2, 3]), 2), [[1, 2], [3, np.nan]])
    np.testing.assert_array_equal(strip(np.array([1.0, 2, 3]), 64), [[1, 2, 3]])


def test_enlarged_worked_out_by_hand() -> None:
    np.testing.assert_array_equal(enlarged(np.array([[1, 2]]), 2), [[1, 1, 2, 2], [1, 1, 2, 2]])


@pytest.mark.parametrize(
    ("count", "most", "columns"),
    [(6, 8, 6), (32, 11, 8), (33, 30, 17), (7, 6, 4), (10, 8, 5), (512, 60, 32), (3, 0, 1)],
)
def test_columns(count: int, most: int, columns: int) -> None:
    assert even_columns(count, most) == columns


@given(count=st.integers(1, 600), most=st.integers(1, 100))
def test_columns_fit_and_leave_no_row_empty(count: int, most: int) -> None:
    columns = even_columns(count, most)
    assert 1 <= columns <= min(count, most)
    assert -(-count // columns) <= -(-count // most) * 2


@pytest.mark.parametrize(
    ("maps", "fit"),
    [
        ((4, 10, 10), (3, 4)),  # a row of 4 × 30 pixels and 3 gaps
        ((8, 10, 10), (2, 4)),  # two rows of 30 would be too high, and one too wide
        ((100, 10, 10), (1, 10)),  # fits nowhere
        ((1, 25, 10), (2, 1)),  # 50 pixels, to the last one
        ((8, 12, 15), (2, 4)),  # two rows of 24 pixels, and a gap
    ],
)
def test_maps_are_as_large_as_there_is_room(maps: tuple[int, int, int], fit: object) -> None:
    assert largest_fit(maps, (50, 123), gap=1, sizes=(3, 2, 1)) == fit
