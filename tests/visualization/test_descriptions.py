"""Layers in words."""

import pytest
from torch import nn

from digits.visualization.descriptions import description

LAYERS = {
    "5 × 5 convolution, 1 → 6 channels": nn.Conv2d(1, 6, 5),
    "3 × 3 convolution, 6 → 8 channels, stride 2, padding 1, no bias": nn.Conv2d(
        6, 8, 3, stride=2, padding=1, bias=False
    ),
    "3 × 5 convolution, 2 → 2 channels, stride 1 × 2, padding 0 × 1": nn.Conv2d(
        2, 2, (3, 5), stride=(1, 2), padding=(0, 1)
    ),
    "3 × 3 convolution, 2 → 2 channels, padding same": nn.Conv2d(2, 2, 3, padding="same"),
    "3 × 3 convolution, each of 7 channels by itself": nn.Conv2d(7, 7, 3, groups=7),
    "3 × 3 convolution, 4 → 8 channels, 4 groups": nn.Conv2d(4, 8, 3, groups=4),
    "3 × 3 convolution, 4 → 8 channels, dilation 2": nn.Conv2d(4, 8, 3, dilation=2),
    "3 × 3 convolution, 4 → 8 channels, 2 groups": nn.Conv2d(4, 8, 3, groups=2),
    "3 × 3 convolution, each of 2 channels by itself": nn.Conv2d(2, 2, 3, groups=2),
    "3 × 3 convolution, 1 → 1 channels": nn.Conv2d(1, 1, 3),
    "largest of each 2 × 2": nn.MaxPool2d(2),
    "largest of each 4 × 4": nn.MaxPool2d(4, padding=(0, 0)),
    "largest of each 2 × 2, stride 1": nn.MaxPool2d(2, stride=1),
    "largest of each 3 × 3, stride 2, padding 1": nn.MaxPool2d(3, stride=2, padding=1),
    "mean of each 2 × 3": nn.AvgPool2d((2, 3)),
    "fully connected, 8,192 → 1,024": nn.Linear(8192, 1024),
    "fully connected, 4 → 2, no bias": nn.Linear(4, 2, bias=False),
    "batch normalization, with the statistics of training": nn.BatchNorm2d(3),
    "negative numbers become 0": nn.ReLU(),
    "squeezed into the range from -1 to 1": nn.Tanh(),
    "the same numbers in a row": nn.Flatten(),
    "drops 25 % in training, nothing now": nn.Dropout(0.25),
    "drops 10 % in training, nothing now": nn.Dropout1d(0.1),
    "drops 50 % in training, nothing now": nn.Dropout2d(),
    "ELU(alpha=0.5)": nn.ELU(0.5),
    "Sigmoid": nn.Sigmoid(),
    "Sequential": nn.Sequential(nn.ReLU(), nn.Tanh()),
}


@pytest.mark.parametrize("expected", LAYERS)
def test_description(expected: str) -> None:
    assert description(LAYERS[expected]) == expected


def test_a_layer_that_says_much_of_itself_has_one_short_line() -> None:
    class Talkative(nn.Module):
        def extra_repr(self) -> str:
            return "one\n  two, " + "many " * 30

    found = description(Talkative())
    assert found.startswith("Talkative(one two, many many")
    assert len(found) == 60
    assert found.endswith("…")


def test_sixty_characters_are_few_enough() -> None:
    for name, shown in (("L" * 60, "L" * 60), ("L" * 61, "L" * 59 + "…")):
        assert description(type(name, (nn.Module,), {})()) == shown
