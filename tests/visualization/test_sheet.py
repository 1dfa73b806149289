"""Sheets laid out by the pixel."""

from pathlib import Path

import numpy as np
from PIL import Image

from digits.visualization.sheet import Sheet, ink


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
