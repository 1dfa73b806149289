"""The kinds of number and text: what stands at the edge of a range belongs to it or doesn't."""

from typing import Any

import pytest
from pydantic import TypeAdapter, ValidationError

from digits.params import kinds

ACCEPTED: list[tuple[Any, object]] = [
    (kinds.Positive, 1e-300),
    (kinds.Positive, 7),
    (kinds.Positive, 1e30),
    (kinds.Spread, 1e-6),
    (kinds.Spread, 1e30),
    (kinds.Epsilon, 1e-30),
    (kinds.Epsilon, 1),
    (kinds.Epsilon, 1e30),
    (kinds.NotNegative, 0),
    (kinds.NotNegative, 1e30),
    (kinds.Number, 1e30),
    (kinds.Number, -1e30),
    (kinds.Fraction, 0),
    (kinds.Fraction, 0.999),
    (kinds.Decay, 1),
    (kinds.Decay, 0.1),
    (kinds.Count, 1),
    (kinds.Count, 2**31 - 1),
    (kinds.Seed, 0),
    (kinds.Seed, 2**63 - 1),
    (kinds.Threads, 1),
    (kinds.Threads, 1024),
    (kinds.Text, "é"),
    (kinds.Sha256, "0123456789abcdef" * 4),
    *((kinds.Device, device) for device in ("auto", "cpu", "mps", "cuda", "cuda:0", "cuda:12")),
]

REFUSED: list[tuple[Any, object]] = [
    (kinds.Positive, 0),
    (kinds.Positive, 1e31),
    (kinds.Spread, 9.9e-7),
    (kinds.Spread, 1e31),
    (kinds.Epsilon, 0),
    (kinds.Epsilon, 9.9e-31),
    (kinds.Epsilon, 1e31),
    (kinds.NotNegative, -1e-300),
    (kinds.NotNegative, 1e31),
    (kinds.Number, -1e31),
    (kinds.Number, 1e31),
    (kinds.Fraction, -0.1),
    (kinds.Fraction, 1),
    (kinds.Decay, 0),
    (kinds.Decay, 1.001),
    (kinds.Count, 0),
    (kinds.Count, 2**31),
    (kinds.Seed, -1),
    (kinds.Seed, 2**63),
    (kinds.Threads, 0),
    (kinds.Threads, 1025),
    (kinds.Text, ""),
    (kinds.Text, "a\0b"),
    (kinds.Text, "a\n"),
    (kinds.Sha256, "0123456789ABCDEF" * 4),
    (kinds.Sha256, "0123456789abcdef" * 4 + "\n"),
    (kinds.Sha256, "0123456789abcdeg" * 4),
    *(
        (kinds.Device, device)
        for device in ("", "CPU", "xcpu", "cpu:0", "cuda:", "cuda:1\n", "gpu")
    ),
]


@pytest.mark.parametrize(("kind", "value"), ACCEPTED)
def test_a_value_within_the_range_is_kept_as_it_is(kind: Any, value: object) -> None:  # noqa: ANN401 - a kind has no type
    assert TypeAdapter[object](kind).validate_python(value, strict=True) == value


@pytest.mark.parametrize(("kind", "value"), REFUSED)
def test_a_value_outside_the_range_is_refused(kind: Any, value: object) -> None:  # noqa: ANN401 - a kind has no type
    with pytest.raises(ValidationError):
        TypeAdapter[object](kind).validate_python(value, strict=True)
