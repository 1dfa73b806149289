"""The kinds of normalization."""

import pytest
import torch
from pydantic import TypeAdapter, ValidationError

from digits.params.normalization import Fixed, Normalization, Standardize, Symmetric, Unit
from digits.torch_classifier import TorchClassifier


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ({"kind": "standardize"}, Standardize(kind="standardize")),
        ({"kind": "unit"}, Unit(kind="unit")),
        ({"kind": "symmetric"}, Symmetric(kind="symmetric")),
        ({"kind": "fixed", "mean": -0.5, "std": 2}, Fixed(kind="fixed", mean=-0.5, std=2.0)),
    ],
)
def test_the_kind_decides_which_keys_there_are(written: object, expected: object) -> None:
    assert TypeAdapter[object](Normalization).validate_python(written) == expected


@pytest.mark.parametrize("std", [0, 1e-46, 1e-7])
def test_a_spread_that_is_or_is_almost_zero_is_refused(std: float) -> None:
    with pytest.raises(ValidationError, match="std"):
        Fixed(kind="fixed", mean=0, std=std)


@pytest.mark.parametrize("mean", [-1e30, 0, 1e30])
def test_the_smallest_spread_leaves_pixels_finite(mean: float) -> None:
    fixed = Fixed(kind="fixed", mean=mean, std=1e-6)
    classifier = TorchClassifier("mlp_small", mean=fixed.mean, std=fixed.std)
    pixels = torch.tensor([0, 255]).expand(1, 1, 28, 14, 2).flatten(3)
    assert classifier.normalize(pixels).isfinite().all()
