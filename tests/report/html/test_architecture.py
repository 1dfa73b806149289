"""A network layer by layer, as `visualize` tells it."""

import json
import math
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from example_page import LAYERS, example, write_pictures

from digits.errors import UserError
from digits.report.html.architecture import read_architecture, read_architectures

Change = Callable[[dict[str, Any]], object]


TEST = example().test


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    write_pictures(tmp_path / "lenet", TEST, LAYERS)
    return tmp_path / "lenet"


def test_layers_come_in_order_with_their_pictures(folder: Path) -> None:
    architecture = read_architecture(folder, TEST)
    assert architecture is not None
    (conv, maps), (flatten, none) = architecture.layers
    assert (conv.name, conv.size, conv.scale) == ("conv1", "3 × 4 × 4", [-2.25, 2.25])
    assert conv.diverges
    assert (flatten.name, flatten.size, none) == ("flatten", "48", None)
    assert maps is not None
    assert (maps.width, maps.height) == (13, 4)  # of one of the two digits
    assert (maps.zoom, maps.page_width) == (16, 13 * 16)
    assert [digit.answer for digit in architecture.digits] == [0, 0]


@pytest.mark.parametrize(
    ("height", "width", "zoom"), [(4, 13, 16), (5, 13, 6), (5, 200, 3), (5, 700, 1)]
)
def test_maps_are_enlarged_as_far_as_the_page_has_room(
    height: int, width: int, zoom: int, tmp_path: Path
) -> None:
    pixels = np.zeros((2 * height, width), np.uint8)  # of two digits, one below the other
    write_pictures(tmp_path / "lenet", TEST, LAYERS, pixels=pixels)
    architecture = read_architecture(tmp_path / "lenet", TEST)
    assert architecture is not None
    maps = architecture.layers[0][1]
    assert maps is not None
    assert (maps.zoom, maps.page_width) == (zoom, zoom * width)


def test_the_scale_is_that_of_the_picture_even_where_all_numbers_are_0(folder: Path) -> None:
    _edit(folder, lambda page: page["layers"][0].update(lowest=0, highest=0, scale=[0, 1]))
    architecture = read_architecture(folder, TEST)
    assert architecture is not None
    [(dead, _), _] = architecture.layers
    assert dead.scale == [0, 1]
    assert not dead.diverges


def test_a_model_without_pictures_has_no_architecture(folder: Path) -> None:
    found = read_architectures(folder.parent, ["lenet", "mlp"], TEST)
    assert found["lenet"] is not None
    assert found["mlp"] is None


WRONG: list[tuple[Change, str]] = [
    (lambda page: page.pop("digits"), "layers.json: digits: "),
    (lambda page: page["layers"][0].pop("shape"), r"layers.json: layers\.0\.shape: "),
    (lambda page: page["digits"][1].update(label=-1), r"layers.json: digits\.1\.label: "),
    (lambda page: page["digits"][1].update(label=10), "layers.json: digits: found a 10 at 1"),
    (lambda page: page["digits"][1]["probabilities"].pop(), "digits: found 9 probabilities"),
    (lambda page: page["digits"][0]["probabilities"].append(0), "digits: found 11 probabilities"),
    (lambda page: page["digits"][1].update(image=200), "layers.json: digits: found a . at 200"),
    (lambda page: page["digits"][0].update(label=9 - page["digits"][0]["label"]), "found a . at 0"),
    (lambda page: page["layers"][0].update(picture="../x.png"), r"layers\.0\.picture: "),
    (lambda page: page["digits"].append(page["digits"][0]), "conv1.png: found 8 rows"),
    (lambda page: page["layers"][0].update(picture="x.png"), "x.png: can't be read"),
    (lambda page: page["layers"][0].pop("scale"), r"layers\.0: .*should have a scale"),
    (lambda page: page["layers"][0].update(scale=[1]), r"layers\.0\.scale: "),
    (lambda page: page.update(looks=0), "layers.json: looks: "),
    (lambda page: page.update(looks=1.0), "layers.json: looks: "),
    (
        lambda page: page.update(digits=[]),
        "layers.json: digits: found .*; List should have at least",
    ),
    (
        lambda page: page.update(layers=[]),
        "layers.json: layers: found .*; List should have at least",
    ),
    (lambda page: page["digits"][0].update(image=-1), r"digits\.0\.image: found -1; "),
    (
        lambda page: page["digits"][0]["probabilities"].__setitem__(2, 1.01),
        r"digits\.0\.probabilities\.2: found 1\.01; ",
    ),
    (
        lambda page: page["digits"][0]["probabilities"].__setitem__(2, -0.01),
        r"digits\.0\.probabilities\.2: found -0\.01; ",
    ),
    (lambda page: page["layers"][0].update(parameters=-1), r"layers\.0\.parameters: found -1; "),
    (lambda page: page["layers"][0].update(shape=[]), r"layers\.0\.shape: found \[\]; "),
    (lambda page: page["layers"][0].update(shape=[3, 0]), r"layers\.0\.shape\.1: found 0; "),
    (lambda page: page["layers"][0].update(scale=[0, 1, 2]), r"layers\.0\.scale: "),
    (lambda page: page["layers"][0].update(scale=[0, math.nan]), r"layers\.0\.scale\.1: "),
]


@pytest.mark.parametrize(("change", "said"), WRONG)
def test_what_is_not_as_it_should_be_is_named(folder: Path, change: Change, said: str) -> None:
    _edit(folder, change)
    with pytest.raises(UserError, match=f"{said}.*make it with: dvc repro visualize@lenet$"):
        read_architecture(folder, TEST)


@pytest.mark.parametrize("share", [0.0, 0.3, 0.6])
def test_a_damaged_picture_is_named(folder: Path, share: float) -> None:
    picture = folder / "page" / "conv1.png"
    content = picture.read_bytes()
    picture.write_bytes(content[: int(share * len(content))])
    with pytest.raises(UserError, match=r"conv1\.png: is no whole picture; make it with"):
        read_architecture(folder, TEST)


def _edit(folder: Path, change: Change) -> None:
    file = folder / "page" / "layers.json"
    page = json.loads(file.read_text())
    change(page)
    file.write_text(json.dumps(page))
