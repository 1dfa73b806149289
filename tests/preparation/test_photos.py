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
from digits.preparation.ink import ink_and_count, ink_of
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


@pytest.mark.parametrize(("speck", "counts"), [((4, 4), True), ((3, 5), False)])
def test_two_hundredths_of_the_digit_are_no_speck(speck: tuple[int, int], *, counts: bool) -> None:
    paper = np.full((95, 95), 255, np.uint8)
    paper[8:88, 20:30] = 0  # 800 pixels
    alone = ink_of(paper)
    paper[20 : 20 + speck[0], 60 : 60 + speck[1]] = 0
    assert np.array_equal(ink_of(paper), alone) != counts


@pytest.mark.parametrize(("contrast", "seen"), [(23, False), (24, True)])
@pytest.mark.parametrize("sign", [1, -1])
def test_ink_differs_from_paper_by_24_greys(contrast: int, sign: int, *, seen: bool) -> None:
    paper = np.full((90, 90), 128, np.uint8)
    paper[20:70, 40:46] = 128 + sign * contrast
    assert ink_of(paper).any() == seen


@pytest.mark.parametrize(("height", "smooth"), [(19, True), (20, False)])
def test_small_ink_is_enlarged_to_100_pixels_without_squares(height: int, *, smooth: bool) -> None:
    paper = np.full((60, 60), 255, np.uint8)
    paper[20 : 20 + height, 20:32] = 0
    ink = ink_of(paper)
    assert ink.shape == (100, round(12 * 100 / height))
    paper[20, 20] = 255  # a corner
    assert (len(np.unique(ink_of(paper))) > 2) == smooth


@pytest.mark.parametrize("shape", [(28, 40), (40, 28), (28, 28)])
def test_an_image_with_a_spoilt_border_is_a_picture_as_any_other(shape: tuple[int, int]) -> None:
    picture = np.zeros(shape, np.uint8)
    picture[4:24, 12:16] = 200
    picture[0, 0] = 1
    assert ink_and_count(picture)[0].shape == (100, 20)


def test_digits_are_counted_but_in_an_image_of_the_dataset() -> None:
    assert ink_and_count(IMAGES[0])[1] == 1
    blank, count = ink_and_count(np.full((40, 28), 255, np.uint8))
    assert (blank.shape, blank.any(), count) == ((28, 28), False, 0)
