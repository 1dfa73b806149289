"""The statistics of the pixels."""

import json
from pathlib import Path

import pytest
import torch

from digits.data.images import LabelledImages
from digits.data.statistics import (
    PixelStatistics,
    StatisticsError,
    pixel_statistics,
    read_statistics,
)
from digits.records import RecordError


def test_equals_torch_in_double_precision(digits_200: LabelledImages) -> None:
    pixels = digits_200.images.double() / 255
    found = pixel_statistics(digits_200.images)
    assert found.mean == pytest.approx(pixels.mean().item(), rel=1e-12)
    assert found.std == pytest.approx(pixels.std(correction=0).item(), rel=1e-12)


def test_same_whatever_the_order(digits_200: LabelledImages) -> None:
    assert pixel_statistics(digits_200.images) == pixel_statistics(digits_200.images.flip(0))


def test_images_of_one_grey_have_no_spread() -> None:
    found = pixel_statistics(torch.full((3, 1, 28, 28), 51, dtype=torch.uint8))
    assert (found.mean, found.std) == (0.2, 0.0)


def recorded(path: Path, mean: object, std: object) -> Path:
    path.write_text(json.dumps({"mean": mean, "std": std}), encoding="utf-8")
    return path


@pytest.mark.parametrize(("mean", "std"), [(0, 1e-6), (1, 1), (0.1307, 0.3081)])
def test_statistics_that_pixels_can_have_are_read(mean: float, std: float, tmp_path: Path) -> None:
    found = read_statistics(recorded(tmp_path / "statistics.json", mean, std))
    assert found == PixelStatistics(float(mean), float(std))
    assert isinstance(found.mean, float)


@pytest.mark.parametrize(
    ("mean", "std", "said"),
    [
        (-0.01, 0.3, "mean: found -0.01; should be from 0 to 1"),
        (1.01, 0.3, "mean: found 1.01; should be from 0 to 1"),
        (0.5, 9e-7, "std: found 9e-07; should be from 1e-06 to 1"),
        (0.5, 1.01, "std: found 1.01; should be from 1e-06 to 1"),
    ],
)
def test_statistics_that_no_pixels_have_are_refused(
    mean: float, std: float, said: str, tmp_path: Path
) -> None:
    path = recorded(tmp_path / "statistics.json", mean, std)
    with pytest.raises(StatisticsError) as refused:
        read_statistics(path)
    assert str(refused.value) == (
        f"{path}: {said}, as of pixels in [0, 1] that differ; make it with: dvc repro normalize,"
        " with other images where these are all alike"
    )


@pytest.mark.parametrize("missing", ["mean", "std"])
def test_statistics_that_are_not_there_are_named(missing: str, tmp_path: Path) -> None:
    path = tmp_path / "statistics.json"
    path.write_text(json.dumps({{"mean": "std", "std": "mean"}[missing]: 0.5}), encoding="utf-8")
    with pytest.raises(RecordError) as refused:
        read_statistics(path)
    assert str(refused.value) == (
        f"{path}: {missing}: is missing; should be a finite number; make it with: dvc repro"
        " normalize"
    )
