"""The picture of a digit on its way through a network: all of every layer is in it."""

import math

import numpy as np
import pytest
import torch
from jaxtyping import UInt8
from sheet_boxes import all_inside, images_of, lines_of, overlapping, pixels_on
from torch import Tensor, nn

from digits.data.classes import DIGITS
from digits.visualization.activations import Activation, Activations
from digits.visualization.colour_scale import ColourScale
from digits.visualization.feature_maps import feature_maps_sheet
from digits.visualization.sheet import BLACK, FAINT, Sheet, ink

LEVELS = 10  # different numbers in a layer


def sheet_of(output: Tensor, layer: nn.Module | None = None, looks: int = 1) -> Sheet:
    """The picture of a network of one layer."""
    return feature_maps_sheet(
        "title",
        np.zeros((28, 28), dtype=np.uint8),
        Activations([Activation("layer1", layer or nn.Tanh(), output)], looks),
        np.log(np.full(10, 0.1)),
        DIGITS,
    )


def pixels_of(sheet: Sheet) -> UInt8[np.ndarray, "h w 3"]:
    return np.asarray(sheet.picture())


@pytest.mark.parametrize(
    ("shape", "side"),
    [
        ((10, 26, 26), 3),
        ((30, 24, 24), 2),
        ((70, 2, 3), 5),
        ((510, 4, 4), 3),
        ((60, 3, 11), 2),
        ((410, 4, 4), 5),  # the last row is not full
        ((20,), 10),
        ((130,), 10),
        ((1010,), 5),
        ((9990,), 2),
        ((130, 1, 1), 10),
        ((10,), 10),
    ],
)
def test_every_number_of_a_layer_is_drawn(shape: tuple[int, ...], side: int) -> None:
    """Numbers are of ten levels, equally often each: so must be the pixels of their colours."""
    numbers = 1 + torch.arange(shape[0]).remainder(LEVELS).float()
    output = numbers.reshape(-1, *[1] * (len(shape) - 1)).expand(1, *shape)
    scale = ColourScale.of(output.numpy())
    colours = scale.paint(np.arange(1.0, 1 + LEVELS)[None])[0]
    pixels = pixels_of(sheet_of(output))
    areas = [int((pixels == colour).all(2).sum()) for colour in colours]
    bar = 110 * 10 // 31 + 60  # of the colour scale's pixels, the most that one colour can have
    least = output[0].numel() // LEVELS * side**2
    assert min(areas) >= least
    assert max(areas) - min(areas) <= bar


def test_a_layer_that_does_nothing_is_a_line_of_text() -> None:
    sheet = sheet_of(torch.rand(1, 6, 9, 9), nn.Dropout(0.5))
    assert "drops 50 % in training, nothing now" in [text.text for text in sheet.texts]
    pixels = pixels_of(sheet).astype(int)
    blue_or_red = np.abs(pixels - pixels.mean(2, keepdims=True)).max(2) > 20
    assert not blue_or_red[:230].any()  # above the bars of probabilities


def test_says_of_which_look_the_maps_are() -> None:
    for looks in (1, 5):
        sheet = sheet_of(torch.rand(1, 4), looks=looks)
        words = " ".join(text.text for text in sheet.texts)
        assert ("looks at the image 5 times" in words) == (looks == 5)


def test_states_the_scale() -> None:
    texts = [text.text for text in sheet_of(torch.tensor([[-1.0, 2.5]])).texts]
    assert texts.count("-2.5") == 1
    assert texts.count("2.5") == 2  # an end of the scale, and the number itself


def test_a_long_name_has_a_line_of_its_own() -> None:
    maps = Activations(
        [
            Activation(name, nn.Tanh(), torch.rand(1, 64, 12, 12))
            for name in ("tanh1", "block1.first.tanh1")
        ],
        looks=1,
    )
    sheet = feature_maps_sheet("title", np.zeros((28, 28), np.uint8), maps, np.zeros(10), DIGITS)
    words = [text for text in sheet.texts if text.text.startswith("squeezed")]
    names = [text for text in sheet.texts if text.text.endswith("tanh1 · 64 × 12 × 12")]
    for name, word, below in zip(names, words, (False, True), strict=True):
        (left, top), (x, y) = name[:2], word[:2]
        assert (y > top + 10) == below
        assert (x == left) == below


def test_the_ten_probabilities_stand_with_their_logarithms() -> None:
    shares = np.array([0.5, 0.25, 1e-30, *[0.25 / 7] * 7])
    maps = Activations([Activation("layer1", nn.Tanh(), torch.rand(1, 4))], looks=1)
    sheet = feature_maps_sheet("title", np.zeros((28, 28), np.uint8), maps, np.log(shares), DIGITS)
    texts = [text.text for text in sheet.texts]
    rows = texts[texts.index("log") + 1 :]
    assert rows[:9] == ["0", "50.0 %", "-0.69", "1", "25.0 %", "-1.39", "2", "0.0 %", "-69.08"]
    assert rows[9::3] == [str(digit) for digit in range(3, 10)]
    certain = feature_maps_sheet(
        "title",
        np.zeros((28, 28), np.uint8),
        maps,
        torch.tensor([200.0, *[0.0] * 9]).double().log_softmax(0).numpy(),
        DIGITS,
    )
    texts = [text.text for text in certain.texts]
    assert texts[-30:-24] == ["0", "100.0 %", "0.00", "1", "0.0 %", "-200.00"]


@pytest.mark.parametrize(
    ("shape", "times", "columns"),
    [
        ((1, 1, 2), 12, 1),
        ((3, 2, 1), 12, 3),
        ((2, 9, 12), 8, 2),
        ((2, 12, 9), 8, 2),
        ((1, 60, 20), 2, 1),
        ((1, 50, 50), 2, 1),
        ((6, 24, 24), 4, 6),
        ((16, 24, 24), 4, 8),
        ((27, 24, 24), 3, 9),
        ((26, 24, 24), 3, 9),  # the last row is not full, nor is that of the next
        ((37, 24, 24), 3, 10),
        ((200, 24, 24), 2, 10),  # more than the height that is wanted
    ],
)
def test_maps_stand_in_rows_with_grey_between_them(
    shape: tuple[int, int, int], times: int, columns: int
) -> None:
    output = 1 + torch.arange(math.prod(shape)).reshape(1, *shape).remainder(9.0)
    scale = ColourScale.of(output.numpy())
    picture = pixels_on(sheet_of(output))[2]  # after the digit and the scale
    count, height, width = shape
    down, across = height * times + 2, width * times + 2
    rows = -(-count // columns)
    assert picture.shape == (rows * down - 2, columns * across - 2, 3)
    rest = picture.copy()
    for place, numbers in enumerate(output[0].numpy()):
        row, column = divmod(place, columns)
        top, left = row * down, column * across
        painted = scale.paint(numbers).repeat(times, axis=0).repeat(times, axis=1)
        mine = np.s_[top : top + height * times, left : left + width * times]
        np.testing.assert_array_equal(picture[mine], painted)
        rest[mine] = 187
    assert (rest[: -(height * times)] == 187).all()
    full = (count - 1) % columns * across + width * times
    assert (rest[-(height * times) :, :full] == 187).all()
    assert (rest[-(height * times) :, full:] == 255).all()  # no map, no gap


@pytest.mark.parametrize("looks", [1, 5])
def test_what_the_sheet_shows_is_explained_beside_the_digit(looks: int) -> None:
    image = np.arange(28 * 28).reshape(28, 28).astype(np.uint8)
    maps = Activations([Activation("layer1", nn.Tanh(), torch.rand(1, 4))], looks)
    sheet = feature_maps_sheet("m: a digit", image, maps, np.zeros(10), DIGITS)
    names = [text.text for text in sheet.texts]
    title, *words = sheet.texts[: names.index("layer1 · 4")]
    assert (title.text, title.size, title.colour) == ("m: a digit", "title", BLACK)
    assert [line.text for line in words] == [
        "From top to bottom: the output of every layer, its name and its size.",
        "Colours compare within a layer: its scale stands at the right.",
        "Purple is below 0, orange above; or, where nothing is below 0, dark is 0.",
        *(
            [
                "This network looks at the image 5 times, a little moved. What its layers",
                "make of the first look is shown; the probabilities at the end are those of all.",
            ]
            if looks > 1
            else []
        ),
    ]
    assert {(line.size, line.colour) for line in words} == {("normal", FAINT)}
    digit = images_of(sheet)[0]
    np.testing.assert_array_equal(pixels_on(sheet)[0], ink(image, 4))
    assert (digit.left, digit.top) == (title.x, 56) == (56, title.y + 36)
    assert {line.x for line in words} == {digit.right + 24}
    assert [line.y for line in words] == [58 + 18 * place for place in range(len(words))]


def test_layers_follow_each_other_and_nothing_stands_on_anything_else() -> None:
    layers = [
        Activation("conv1", nn.Conv2d(1, 2, 3), torch.rand(1, 2, 10, 10)),
        Activation("drop", nn.Dropout(0.5), torch.rand(1, 2, 10, 10)),
        Activation("a.long.name.of.a.layer", nn.Tanh(), torch.rand(1, 1100)),
        Activation("fc", nn.Linear(1100, 5), torch.rand(1, 5)),
    ]
    maps = Activations(layers, looks=1)
    sheet = feature_maps_sheet("m", np.zeros((28, 28), np.uint8), maps, np.zeros(10), DIGITS)
    assert all_inside(sheet)
    # The bars of probabilities alone lie upon each other, as they should.
    assert [pair for pair in overlapping(sheet) if not all("image" in name for name in pair)] == []
    lines = {line.name: line for line in lines_of(sheet)}
    conv, drop = lines["conv1 · 2 × 10 × 10"], lines["drop · 2 × 10 × 10"]
    long, few = lines["a.long.name.of.a.layer · 1,100"], lines["fc · 5"]
    digit, bar, picture, long_bar, strip, few_bar, cell, *_ = images_of(sheet)
    assert {box.left for box in (digit, conv, drop, long, few, picture, strip)} == {56}
    assert {box.right for box in (bar, long_bar, few_bar)} == {904 - 52}
    assert sheet.width == 904 + 56
    assert conv.top == digit.bottom + 28
    assert picture.top == conv.top + 24
    assert drop.top == picture.bottom + 18
    assert long.top == drop.top + 36
    assert strip.top == long.top + 18 + 24  # its description has a line of its own
    assert few.top == strip.bottom + 18
    assert [bar.top, long_bar.top, few_bar.top] == [conv.top + 3, long.top + 21, few.top + 3]
    assert cell.top == few.top + 24 + 16
    read = next(line for name, line in lines.items() if name.startswith("Read as"))
    assert read.top == few.top + 24 + 44 + 18 + 18
    assert sheet.height == lines_of(sheet)[-1].top + 18 + 18
    begins = ("3 × 3", "drops", "squeezed", "fully")
    described = [text for text in sheet.texts if text.text.startswith(begins)]
    assert [(text.x, text.size, text.colour) for text in described] == [
        (260, "small", FAINT),
        (260, "small", FAINT),
        (56, "small", FAINT),
        (260, "small", FAINT),
    ]
    assert [text.y - 1 for text in described] == [conv.top, drop.top, long.top + 18, few.top]


@pytest.mark.parametrize(("letters", "below"), [(22, False), (23, True)])
def test_a_heading_of_26_characters_leaves_room_beside_it(letters: int, *, below: bool) -> None:
    layer = Activation("l" * letters, nn.Tanh(), torch.rand(1, 4))
    maps = Activations([layer], looks=1)
    sheet = feature_maps_sheet("m", np.zeros((28, 28), np.uint8), maps, np.zeros(10), DIGITS)
    heading, words = (
        next(text for text in sheet.texts if text.text.startswith(start))
        for start in ("lll", "squeezed")
    )
    assert (words.y > heading.y + 10) == below
