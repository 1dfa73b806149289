"""A photo of a digit becomes the image that the digit was."""

from io import BytesIO

import numpy as np
import pytest
import torch
from drawn_digits import as_in_mnist, glyph
from jaxtyping import Float, UInt8
from photo import as_jpeg, photo
from PIL import Image

from digits.preparation.centre import Centre
from digits.preparation.ink import ink_of
from digits.preparation.picture import read_grey

TURNS = (-20.0, -7.0, 0.0, 11.0)
IMAGES = [
    as_in_mnist(glyph(digit, bold=bold, turned=turned))
    for digit in range(10)
    for bold in (False, True)
    for turned in TURNS
]


def seen(ink: UInt8[np.ndarray, "h w"]) -> Float[np.ndarray, "28 28"]:
    return Centre()(torch.from_numpy(ink.copy())[None, None])[0, 0].numpy()


def test_a_photo_is_nearest_to_the_image_that_it_shows() -> None:
    originals = np.stack(IMAGES).astype(float)
    found: list[int] = []
    differences: list[float] = []
    for place, image in enumerate(IMAGES):
        prepared = seen(ink_of(read_grey(photo(image, seed=place))))
        # A centre of mass at the edge of a pixel may come out in the next one.
        moved = [np.roll(prepared, (y, x), (0, 1)) for y in (-1, 0, 1) for x in (-1, 0, 1)]
        distances = np.min([np.abs(originals - each).mean((1, 2)) for each in moved], axis=0)
        found.append(int(distances.argmin()))
        differences.append(float(distances[place]))
    right = sum(place == other for place, other in enumerate(found))
    print(f"{right} of {len(IMAGES)}; mean difference {np.mean(differences):.1f} of 255")
    assert right == len(IMAGES)
    assert np.mean(differences) < 8  # of 255; between two digits it is about 40


@pytest.mark.parametrize("orientation", range(1, 9))
def test_a_camera_may_be_held_in_any_way(orientation: int) -> None:
    upright = 255 - np.pad(glyph(4), ((30, 90), (60, 10)))
    straight, turned = (seen(ink_of(read_grey(as_jpeg(upright, tag)))) for tag in (1, orientation))
    assert np.abs(straight - turned).mean() < 2


def test_both_polarities_give_the_same_ink() -> None:
    grey = read_grey(photo(IMAGES[20], seed=1))
    np.testing.assert_array_equal(ink_of(grey), ink_of(255 - grey))


def test_specks_are_no_ink() -> None:
    paper = np.pad(255 - glyph(3), 80, constant_values=255)
    spotted = paper.copy()
    chance = np.random.default_rng(0)
    for row, column in chance.integers(5, [70, paper.shape[1] - 5], size=(30, 2)):
        spotted[row : row + 3, column : column + 3] = 0
    np.testing.assert_array_equal(ink_of(spotted), ink_of(paper))


BLANK = {
    "white": np.full((300, 200), 255, np.uint8),
    "black": np.zeros((30, 40), np.uint8),
    "one pixel": np.full((1, 1), 90, np.uint8),
    "a line of pixels": np.full((1, 500), 90, np.uint8),
    "grain": np.random.default_rng(0).normal(200, 12, (400, 300)).clip(0, 255).astype(np.uint8),
    "light from a side": np.tile(np.linspace(90, 240, 500), (400, 1)).astype(np.uint8),
    "a dataset's image without ink": np.zeros((28, 28), np.uint8),
}


@pytest.mark.parametrize("kind", BLANK)
def test_paper_alone_holds_no_digit(kind: str) -> None:
    assert not ink_of(BLANK[kind]).any()


def test_an_image_of_the_dataset_is_taken_as_it_is() -> None:
    for image in IMAGES[:10]:
        content = BytesIO()
        Image.fromarray(image).save(content, "PNG")
        np.testing.assert_array_equal(ink_of(read_grey(content.getvalue())), image)
        np.testing.assert_array_equal(ink_of(255 - image), image)
        np.testing.assert_array_equal(seen(image), image)
