"""One picture that holds all images that the page shows."""

from io import BytesIO

import numpy as np
from example_page import example
from PIL import Image

from digits.report.html.sprite import COLUMNS, sprite_of


def test_every_tile_shows_its_image() -> None:
    test = example().test
    places = [199, 3, 7, *range(20, 120)]
    sprite = sprite_of(test, places)
    assert sprite.places == sorted(places)
    assert sprite.rows == -(-len(places) // COLUMNS)
    with Image.open(BytesIO(sprite.png)) as picture:
        assert picture.size == (28 * COLUMNS, 28 * sprite.rows)
        shown = np.asarray(picture.convert("L")).astype(int)
    for tile, place in enumerate(sprite.places):
        top, left = 28 * (tile // COLUMNS), 28 * (tile % COLUMNS)
        ink = 255 - shown[top : top + 28, left : left + 28]
        # Sixteen shades: each stands for the shade above it at most.
        expected = test.images[place, 0].numpy().astype(int)
        assert abs(ink - expected).max() < 17


def test_an_image_asked_for_twice_is_there_once() -> None:
    test = example().test
    assert sprite_of(test, [5, 5, 9]) == sprite_of(test, [9, 5])


def test_a_pixel_takes_half_a_byte_and_paper_is_white() -> None:
    png = sprite_of(example().test, [3]).png
    assert (png[24], png[25]) == (4, 3)  # bits of a pixel; colours of a palette
    with Image.open(BytesIO(png)) as picture:
        assert picture.convert("L").getpixel((28, 0)) == 255  # where no image is
        palette = picture.getpalette()
    assert palette is not None
    assert palette[:48] == [255 - 17 * shade for shade in range(16) for _ in range(3)]


def test_no_image_at_all_is_an_empty_picture() -> None:
    assert sprite_of(example().test, []).places == []
