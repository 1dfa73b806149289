"""How time grows with images: the factor for four times as many."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_table import rows_of
from scaling_figures import Cell, Scaling, growth, scaling_table, steps_up

IMAGES, SECONDS = st.integers(1, 10**6), st.floats(0.001, 1000)


def cell(images: int, epoch_s: float, threads: int = 1) -> Cell:
    return Cell(images=images, threads=threads, epoch_s=epoch_s, rounds_s=[epoch_s], peak_gb=1.0)


@settings(deadline=None)
@given(fewer=IMAGES, more=IMAGES, per_image=st.floats(1e-6, 1e-3))
def test_the_factor_is_four_where_time_is_proportional(
    fewer: int, more: int, per_image: float
) -> None:
    found = growth(cell(fewer, fewer * per_image), cell(more, more * per_image))
    assert found == pytest.approx(4)


@settings(deadline=None)
@given(images=IMAGES, before=SECONDS, after=SECONDS)
def test_for_four_times_the_images_it_is_the_factor_of_their_times(
    images: int, before: float, after: float
) -> None:
    assert growth(cell(images, before), cell(4 * images, after)) == pytest.approx(after / before)


def test_a_step_leads_to_the_next_number_of_images_with_the_same_threads() -> None:
    cells = [cell(images, 1.0, threads) for images in (60, 240, 15) for threads in (2, 1)]
    steps = [
        (before["threads"], after["threads"], before["images"], after["images"])
        for before, after in steps_up(cells)
    ]
    assert steps == [(1, 1, 15, 60), (1, 1, 60, 240), (2, 2, 15, 60), (2, 2, 60, 240)]


def test_cells_alone_with_their_threads_are_no_step() -> None:
    assert steps_up([cell(15, 1.0, threads=1), cell(60, 4.0, threads=2)]) == []


def test_the_first_cell_of_each_number_of_threads_has_no_factor(scaling: Scaling) -> None:
    header, _, *rows = rows_of(scaling_table(scaling["cells"]))
    column = header.index("factor of time for 4 × images")
    assert [row[column] for row in rows] == ["", "4.20", "", "3.80"]
    assert rows[1][header.index("µs per image")] == "70.0"
