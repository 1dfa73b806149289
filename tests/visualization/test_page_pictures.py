"""What the page of results is given of a network."""

import math
import re
from io import BytesIO
from typing import Any

import numpy as np
import pytest
import torch
from every_model import ARCHITECTURES
from PIL import Image
from torch import nn
from trained import seeded_classifier

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.visualization.activations import Activation, activations
from digits.visualization.chosen_digits import first_of_each
from digits.visualization.colour_scale import ColourScale
from digits.visualization.page_pictures import layer_record, page_pictures


def drawn(
    classifier: TorchClassifier, test: LabelledImages, digits: list[int]
) -> tuple[dict[str, Any], dict[str, bytes]]:
    with torch.inference_mode():
        logits = classifier.eval()(test.images)
    return page_pictures(activations(classifier, test.images[digits]), test, logits, digits)


def opened(png: bytes) -> Image.Image:
    return Image.open(BytesIO(png))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_layer_has_its_record_and_picture(
    architecture: str, test_images: LabelledImages
) -> None:
    classifier = seeded_classifier(architecture)
    digits = first_of_each(test_images.labels)
    content, files = drawn(classifier, test_images, digits)
    assert [digit["label"] for digit in content["digits"]] == list(range(10))
    assert [digit["image"] for digit in content["digits"]] == digits
    names = [name for name, _ in classifier.network.named_children()]
    assert [layer["name"] for layer in content["layers"]] == names
    total = sum(layer["parameters"] for layer in content["layers"])
    assert total == classifier.parameter_count()
    assert {layer["picture"] for layer in content["layers"] if layer["picture"]} == set(files)
    for layer in content["layers"]:
        assert layer["kind"] == type(getattr(classifier.network, layer["name"])).__name__
        adds_nothing = layer["kind"] in {"Flatten", "Dropout"}
        assert (layer["picture"] is None) == adds_nothing
        if adds_nothing:
            continue
        assert layer["scale"][0] <= layer["lowest"] <= layer["highest"] <= layer["scale"][1]
        assert (layer["rows"] - 1) * layer["columns"] < layer["shown"]
        assert layer["shown"] <= layer["rows"] * layer["columns"]
        channels, height, width = (*layer["shape"], 1, 1)[:3]
        flat = height * width == 1
        assert layer["shown"] == (channels if flat else min(16, channels))
        assert layer["columns"] <= (64 if flat else 8)
        gap = 0 if flat else 1
        picture = opened(files[layer["picture"]])
        assert picture.mode == "P"
        assert picture.size == (
            layer["columns"] * (width + gap) - gap,
            10 * (layer["rows"] * (height + gap) - gap),
        )


def test_pixels_show_the_outputs_of_each_digit(test_images: LabelledImages) -> None:
    classifier = seeded_classifier("lenet")
    digits = [5, 3]
    content, files = drawn(classifier, test_images, digits)
    (layer,) = (layer for layer in content["layers"] if layer["name"] == "relu2")
    picture = opened(files["relu2.png"])
    pixels = np.asarray(picture)
    (expected,) = (
        found.output
        for found in activations(classifier, test_images.images[digits]).layers
        if found.name == "relu2"
    )
    levels = (expected / expected.max() * 15).floor().clamp(max=14)
    height = pixels.shape[0] // 2
    for digit in range(2):
        for channel in range(16):
            row, column = divmod(channel, layer["columns"])
            top, left = digit * height + 9 * row, 9 * column
            found = pixels[top : top + 8, left : left + 8]
            assert np.abs(found - levels[digit, channel].numpy()).max() <= 1  # at an edge
            assert np.mean(found == levels[digit, channel].numpy()) > 0.9
    gap = pixels[:, 8]
    assert set(gap.tolist()) == {15}
    assert picture.info["transparency"] == 15
    assert math.isclose(layer["highest"], float(expected.max()), rel_tol=0.005)


def test_looks_are_counted(test_images: LabelledImages) -> None:
    for architecture, looks in (("compact_cnn", 5), ("mlp_small", 1)):
        content, _ = drawn(seeded_classifier(architecture), test_images, [0])
        assert content["looks"] == looks


def test_probabilities_are_the_softmax_of_the_logits(test_images: LabelledImages) -> None:
    classifier = seeded_classifier("mlp_small")
    logits = torch.randn(60, 10, generator=torch.Generator().manual_seed(0))
    maps = activations(classifier, test_images.images[[7]])
    content, _ = page_pictures(maps, test_images, logits, [7])
    expected = [round(share, 4) for share in logits[7].double().softmax(0).tolist()]
    label = int(test_images.labels[7])
    assert content["digits"] == [{"image": 7, "label": label, "probabilities": expected}]


def test_the_same_network_gives_the_same_bytes(test_images: LabelledImages) -> None:
    one, other = (drawn(seeded_classifier("two_conv"), test_images, [0, 1]) for _ in range(2))
    assert one == other


def test_odd_networks_have_files_of_plain_and_different_names(
    odd: dict[str, TorchClassifier], test_images: LabelledImages
) -> None:
    for classifier in odd.values():
        content, files = drawn(classifier, test_images, [0, 1])
        named = [layer["picture"] for layer in content["layers"] if layer["picture"]]
        assert named == list(files)
        assert all(re.fullmatch(r"\w+\.png", file) for file in files)
        assert content["looks"] == 1


def test_a_layer_is_described_in_full() -> None:
    maps = torch.zeros(2, 20, 3, 4)
    maps[0, 3, 1, 2], maps[1, 15, 0, 0], maps[1, 16] = -0.123456, 2.34567, 99.0
    record, png = layer_record(Activation("conv1", nn.Conv2d(1, 20, 5), maps), "c.png")
    assert record == {
        "name": "conv1",
        "kind": "Conv2d",
        "text": "5 × 5 convolution, 1 → 20 channels",
        "shape": [20, 3, 4],
        "parameters": 20 * 26,
        "lowest": -0.123,
        "highest": 2.35,  # of the 16 channels that are shown
        "scale": [-2.35, 2.35],
        "shown": 16,
        "columns": 8,
        "rows": 2,
        "picture": "c.png",
    }
    assert png is not None
    assert png[24] == 4  # bits of a pixel, as the header says
    assert opened(png).size == (8 * 5 - 1, 2 * (2 * 4 - 1))
    assert layer_record(Activation("drop", nn.Dropout(0.1), maps), "d.png") == (
        {
            "name": "drop",
            "kind": "Dropout",
            "text": "drops 10 % in training, nothing now",
            "shape": [20, 3, 4],
            "parameters": 0,
            "picture": None,
        },
        None,
    )


@pytest.mark.parametrize(
    ("count", "columns", "rows"), [(1, 1, 1), (64, 64, 1), (65, 64, 2), (130, 64, 3)]
)
def test_numbers_stand_in_rows_of_64(count: int, columns: int, rows: int) -> None:
    numbers = torch.arange(1.0, 1 + count).expand(2, -1)
    record, png = layer_record(Activation("fc1", nn.Tanh(), numbers), "f.png")
    assert (record["shown"], record["columns"], record["rows"]) == (count, columns, rows)
    assert png is not None
    pixels = np.asarray(opened(png))
    assert pixels.shape == (2 * rows, columns)
    gaps = np.full(rows * columns - count, 15)
    levels = np.minimum(np.arange(1, 1 + count) * 15 // count, 14)
    for block in np.split(pixels, 2):
        np.testing.assert_array_equal(block.ravel(), np.append(levels, gaps))


def test_colours_of_a_layer_with_numbers_below_zero_are_those_of_its_scale() -> None:
    numbers = torch.tensor([[-3.0, 0.0, 3.0]])
    _, png = layer_record(Activation("fc1", nn.Tanh(), numbers), "f.png")
    assert png is not None
    shown = np.asarray(opened(png).convert("RGB"))
    np.testing.assert_array_equal(shown, ColourScale.of(numbers.numpy(), 15).colours[[[0, 7, 14]]])
