"""The kinds of normalization."""

import pytest
from pydantic import TypeAdapter

from digits.params.normalization import Fixed, Normalization, Standardize, Symmetric, Unit


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
