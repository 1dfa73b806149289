"""Images as letters."""

import re

import numpy as np
import pytest

from digits.cli.drawing import drawing, side_by_side

BLACK = np.zeros((28, 28), np.float32)


def test_ascii_shades_grow_with_the_ink() -> None:
    ramp = np.broadcast_to(np.linspace(0, 255, 28, dtype=np.float32), (28, 28))
    lines = drawing(ramp, colours=False)
    assert len(lines) == 14
    assert set(lines) == {lines[0]}
    assert lines[0] == "".join(sorted(lines[0], key=" .:-=+*#%@".index))
    assert set(lines[0]) == set(" .:-=+*#%@")


def test_half_blocks_hold_two_pixels_each() -> None:
    image = BLACK.copy()
    image[0, 0] = 255
    image[27, 27] = 255
    lines = drawing(image, colours=True)
    assert len(lines) == 14
    cells = [re.findall(r"\x1b\[38;5;(\d+);48;5;(\d+)m▀", line) for line in lines]
    assert {len(row) for row in cells} == {28}
    assert cells[0][0] == ("255", "232")
    assert cells[13][27] == ("232", "255")
    assert all(line.endswith("\x1b[0m") for line in lines)


@pytest.mark.parametrize(
    ("width", "lines"), [(80, 3 * 14), (57, 3 * 14), (56, 5 * 14), (3, 5 * 14)]
)
def test_as_many_stand_beside_each_other_as_fit(width: int, lines: int) -> None:
    five = [drawing(BLACK, colours=False)] * 5
    found = side_by_side(five, width)
    assert len(found) == lines
    assert max(map(len, found)) <= max(width, 28)
