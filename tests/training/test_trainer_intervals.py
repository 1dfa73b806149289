"""What a training run reports between two epochs."""

import pytest
from recipes import recipe
from trained import Recorder, seeded_classifier, train

from digits.data.images import LabelledImages


def recorded(data: LabelledImages, log_interval: int) -> Recorder:
    """Two epochs of seven steps: six batches of 30 images and one of 20."""
    chosen = recipe(batch_size=30, log_interval=log_interval)
    return train(seeded_classifier("mlp_small"), chosen, data)


@pytest.mark.parametrize(
    ("log_interval", "seen"),
    [
        (1, [30, 60, 90, 120, 150, 180, 200]),
        (2, [60, 120, 180, 200]),
        (7, [200]),
        (100, [200]),
    ],
)
def test_reports_every_so_many_steps_and_at_the_end_of_each_epoch(
    digits_200: LabelledImages, log_interval: int, seen: list[int]
) -> None:
    intervals = recorded(digits_200, log_interval).intervals
    found = [(interval.epoch, interval.seen, interval.total) for interval in intervals]
    assert found == [(epoch, images, 200) for epoch in (1, 2) for images in seen]


@pytest.mark.parametrize("log_interval", [1, 2, 3, 100])
def test_intervals_add_up_to_their_epoch(digits_200: LabelledImages, log_interval: int) -> None:
    recorder = recorded(digits_200, log_interval)
    for epoch in recorder.epochs:
        intervals = [each for each in recorder.intervals if each.epoch == epoch.epoch]
        starts = [0, *(interval.seen for interval in intervals)]
        shares = [(interval.seen - start) / 200 for interval, start in zip(intervals, starts)]  # noqa: B905 - the last start is the end
        loss = sum(share * each.loss for share, each in zip(shares, intervals, strict=True))
        right = sum(share * each.accuracy for share, each in zip(shares, intervals, strict=True))
        assert epoch.train_loss == pytest.approx(loss, abs=1e-6)
        assert epoch.train_accuracy == pytest.approx(right, abs=1e-6)


def test_the_interval_changes_no_figure(digits_200: LabelledImages) -> None:
    assert recorded(digits_200, 1).epochs == recorded(digits_200, 100).epochs
