"""Sheets laid out by the pixel."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from digits.visualization.sheet import BLACK, Align, Sheet, Size, Text, ink, text_width


def test_images_stand_where_they_are_put_pixel_by_pixel(tmp_path: Path) -> None:
    pixels = np.zeros((2, 3, 3), dtype=np.uint8)
    pixels[0, 1] = (200, 10, 10)
    sheet = Sheet(40)
    sheet.image(7, 5, pixels)
    sheet.cut(30).save(tmp_path / "sheet.png")
    found = np.asarray(Image.open(tmp_path / "sheet.png").convert("RGB"))
    expected = np.full((30, 40, 3), 255)
    expected[5:7, 7:10] = pixels
    np.testing.assert_allclose(found, expected, atol=3)


def test_ink_is_black_on_white() -> None:
    found = ink(np.array([[0, 255, 128]], dtype=np.uint8), 1)
    assert found[0, :, 0].tolist() == [255, 0, 255 - 8 * 17]


@pytest.mark.parametrize(("size", "em"), [("title", 19), ("normal", 14), ("small", 11)])
@pytest.mark.parametrize("align", ["left", "center", "right"])
def test_a_line_of_text_hangs_from_its_place(align: Align, size: Size, em: int) -> None:
    sheet = Sheet(200)
    sheet.text(100, 20, "H", size=size, colour="#0000FF", align=align)
    pixels = np.asarray(sheet.cut(60).picture(), dtype=int)
    rows, columns = (np.flatnonzero((pixels[..., 0] < 200).any(axis)) for axis in (1, 0))
    assert 20 <= rows[0] <= 21
    assert len(rows) == pytest.approx(0.73 * em, abs=1)  # a capital letter's height
    width = text_width("H", size)
    left = 100 - {"left": 0, "center": width / 2, "right": width}[align]
    assert left <= columns[0] <= columns[-1] < left + width
    assert pixels[..., 2].min() == 255  # blue, on white
    assert text_width("—" * 100, size) == 100 * em  # a dash as wide as letters are high


def test_text_is_black_from_its_left_edge_and_of_one_size_unless_told_otherwise() -> None:
    sheet = Sheet(200)
    sheet.text(100, 20, "H")
    assert sheet.texts == [Text(100, 20, "H", "normal", BLACK, "left")]
    assert np.asarray(sheet.cut(60).picture()).min() == 0
