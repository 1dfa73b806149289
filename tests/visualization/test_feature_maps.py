"""The picture of a digit on its way through a network: all of every layer is in it."""

import numpy as np
import pytest
import torch
from jaxtyping import UInt8
from torch import Tensor, nn

from digits.data.classes import DIGITS
from digits.visualization.activations import Activation, Activations
from digits.visualization.colour_scale import ColourScale
from digits.visualization.feature_maps import feature_maps_sheet
from digits.visualization.sheet import Sheet

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
