"""Canvases in batches."""

import numpy as np
import pytest

from digits.prediction.batches import batches

SIZES = [(28, 28), (5, 28), (100, 40), (28, 28), (29, 1), (101, 7), (1, 1), (300, 300)]


def test_each_canvas_is_in_one_batch_whole_and_with_paper_around_it() -> None:
    chance = np.random.default_rng(0)
    canvases = [chance.integers(1, 256, size, dtype=np.uint8) for size in SIZES * 20]
    found: list[int] = []
    for places, batch in batches(canvases, whole=False):
        assert len(places) == len(batch) <= 32
        for place, image in zip(places, batch[:, 0], strict=True):
            height, width = canvases[place].shape
            assert (image[:height, :width] == canvases[place]).all()
            assert np.count_nonzero(image) == canvases[place].size
        found += places
    assert sorted(found) == list(range(len(canvases)))


@pytest.mark.parametrize("size", SIZES)
def test_the_side_depends_on_the_canvas_alone(size: tuple[int, int]) -> None:
    mine = np.ones(size, np.uint8)
    others = [np.ones(other, np.uint8) for other in SIZES]
    [(_, alone)] = batches([mine], whole=False)
    together = [
        batch for places, batch in batches([*others, mine], whole=False) if len(others) in places
    ]
    assert together[0].shape[1:] == alone.shape[1:]


def test_an_image_of_the_dataset_stays_as_it_is_and_nothing_gives_nothing() -> None:
    [(_, batch)] = batches([np.ones((28, 28), np.uint8)], whole=False)
    assert batch.shape == (1, 1, 28, 28)
    assert list(batches([], whole=False)) == []


def test_to_a_network_that_takes_pictures_whole_no_paper_is_added() -> None:
    canvases = [np.full(size, place + 1, np.uint8) for place, size in enumerate(SIZES)]
    found: list[int] = []
    for places, batch in batches(canvases, whole=True):
        for place, image in zip(places, batch[:, 0], strict=True):
            assert (image == canvases[place]).all()
            assert image.shape == canvases[place].shape
        found += places
    assert sorted(found) == list(range(len(SIZES)))
