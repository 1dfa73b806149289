"""Prepared in memory or read where they lie: the same batches, the same training, by size."""

from collections.abc import Callable, Sequence
from functools import partial
from pathlib import Path
from unittest.mock import Mock

import pytest
import torch
from recipes import NO_DISTORTION, model_block
from torch import Tensor
from trained import CPU, Recorder

from digits.data.chosen_images import ChosenImages, Images
from digits.data.images import LabelledImages
from digits.data.statistics import PixelStatistics, pixel_statistics
from digits.training.history import Epoch, Observer
from digits.training.image_source import ImageSource, InMemory, InPlace, Prepare, image_source
from digits.training.run import train_and_save

IMAGES = 150
KEPT = IMAGES * 28 * 28 * 4  # bytes


Way = Callable[[ChosenImages, torch.device, Prepare], ImageSource]


def chosen(data: LabelledImages) -> ChosenImages:
    order = torch.randperm(len(data), generator=torch.Generator().manual_seed(3))
    return ChosenImages(data, order[:IMAGES])


def halved(images: Tensor) -> Tensor:
    return images.to(torch.float32) / 2


WAYS = [InMemory, partial(InPlace, ahead=False), partial(InPlace, ahead=True)]


@pytest.mark.parametrize("way", WAYS)
def test_a_batch_is_the_prepared_images_at_its_indices(
    way: Way, digits_200: LabelledImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("digits.training.image_source._CHUNK", 64)  # two whole, and 22
    images = chosen(digits_200)
    source = way(images, CPU, halved)
    for indices in (torch.tensor([149, 0, 63, 64, 0]), torch.arange(IMAGES), torch.arange(0)):
        assert source(indices).equal(halved(digits_200.images[images.places[indices]]))


def test_what_is_in_memory_is_prepared_once_and_what_lies_elsewhere_every_time(
    digits_200: LabelledImages,
) -> None:
    def prepared(way: Way) -> int:
        prepare = Mock(side_effect=halved)
        source = way(chosen(digits_200), CPU, prepare)
        for _ in range(3):
            source(torch.arange(100))
        return sum(len(call.args[0]) for call in prepare.call_args_list)

    assert [prepared(way) for way in WAYS] == [IMAGES, 300, 300]


def test_the_size_of_the_set_against_what_is_free_on_the_device_chooses(
    digits_200: LabelledImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, free = chosen(digits_200), Mock(return_value=2 * KEPT)
    monkeypatch.setattr("digits.training.image_source.free_memory", free)
    assert isinstance(image_source(images, CPU, halved), InMemory)
    assert free.call_args.args == (CPU,)
    # Pixels as they are: a copy would be no faster.
    assert isinstance(image_source(images, CPU, None), InPlace)
    assert isinstance(image_source(images, CPU, halved, sharing=2), InPlace)
    free.return_value -= 1
    assert isinstance(image_source(images, CPU, halved), InPlace)


def test_only_a_file_that_memory_has_no_room_for_is_read_ahead(
    digits_200: LabelledImages, monkeypatch: pytest.MonkeyPatch
) -> None:
    images, free = chosen(digits_200), Mock(return_value=2 * digits_200.images.nbytes)
    ahead = Mock()
    monkeypatch.setattr("digits.training.image_source.free_memory", free)
    monkeypatch.setattr("digits.training.image_source.read_ahead", ahead)
    indices = torch.tensor([5, 2])
    image_source(images, CPU, halved)(indices)
    assert not ahead.called
    free.return_value -= 1
    image_source(images, CPU, halved)(indices)
    table, rows = ahead.call_args.args
    assert table is digits_200.images
    assert rows.equal(images.places[indices])


@pytest.mark.parametrize(
    "changes",
    [
        {"optimizer": {"kind": "adam"}},
        {"precision": "bfloat16"},
        {"channels_last": True, "fast_layers": True},
        {"augmentation": NO_DISTORTION | {"rotation": 10.0, "elastic": 0.5}, "ema": 0.9},
    ],
    ids=str,
)
@pytest.mark.parametrize("architecture", ["simple_cnn", "tiny_cnn"])
def test_training_gives_the_same_bytes_either_way(
    architecture: str,
    changes: dict[str, object],
    digits_200: LabelledImages,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    order = torch.randperm(200, generator=torch.Generator().manual_seed(3))
    training, validation = (
        ChosenImages(digits_200, places) for places in order.split([IMAGES, 50])
    )
    block, statistics = model_block(architecture, **changes), pixel_statistics(digits_200.images)

    def files(name: str, data: Sequence[Images], free: int) -> dict[str, bytes]:
        available = Mock(return_value=free)
        monkeypatch.setattr("digits.training.image_source.free_memory", available)
        folder, states = tmp_path / name, tmp_path / f"{name}-states"
        train_and_save(block, data[0], data[1], statistics, folder, states, Recorder())
        return {path.name: path.read_bytes() for path in folder.iterdir()}

    copies = [part.select(torch.arange(len(part))) for part in (training, validation)]
    found = [
        files("memory", [training, validation], 10**12),
        files("file", [training, validation], 0),
        files("copies", copies, 10**12),
    ]
    assert set(found[0]) == {"initial.safetensors", "weights.safetensors", "history.csv"}
    assert found[0]["initial.safetensors"] != found[0]["weights.safetensors"]
    assert found[0] == found[1] == found[2]


class Interruption(Exception):  # noqa: N818 - not an error
    """Ends a training in a test."""


class Interrupting(Observer):
    def on_epoch(self, epoch: Epoch) -> None:
        raise Interruption(epoch)


@pytest.mark.parametrize("changed", ["pixel", "label", "training", "validation"])
def test_a_training_goes_on_with_no_other_data_than_it_began_with(
    changed: str, digits_200: LabelledImages, tmp_path: Path
) -> None:
    block, statistics = model_block(epochs=2), PixelStatistics(mean=0.1, std=0.3)
    images, labels = digits_200.images.clone(), digits_200.labels.clone()
    places = {"training": torch.arange(150), "validation": torch.arange(150, 200)}

    def names() -> set[str]:
        """The files of states, named by all that the result depends on, after an interruption."""
        everything = LabelledImages(images, labels)
        one, other = (ChosenImages(everything, each) for each in places.values())
        folder, states = tmp_path / "made", tmp_path / "states"
        with pytest.raises(Interruption):
            train_and_save(block, one, other, statistics, folder, states, Interrupting())
        return {path.name for path in states.iterdir()}

    assert len(names()) == 1
    match changed:
        case "pixel":
            images[199, 0, 5, 5] += 1
        case "label":
            labels[199] = (labels[199] + 1) % 10
        case _:
            places[changed] = places[changed].flip(0)
    assert len(names()) == 2
