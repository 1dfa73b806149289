"""A block takes its own keys only, converts nothing, and stays as it was read."""

from math import inf, nan

import pytest
from pydantic import Field, ValidationError

from digits.params.block import Block


class Oven(Block):
    """A block with a plain key, an optional one, and one whose name is no Python name."""

    heat: float
    minutes: int = 20
    top_grill: bool = Field(default=False, alias="top-grill")


def test_takes_its_keys_by_the_names_in_the_file() -> None:
    oven = Oven.model_validate({"heat": 200, "top-grill": True})
    assert (oven.heat, oven.minutes, oven.top_grill) == (200.0, 20, True)


@pytest.mark.parametrize(
    ("key", "hint"),
    [
        ("minuts", "did you mean 'minutes'? "),
        ("top_grill", "did you mean 'top-grill'? "),
        ("Heat", "did you mean 'heat'? "),
        ("colour", ""),
        (7, ""),
        (None, ""),
        ("{allowed}", ""),
    ],
)
def test_an_unknown_key_is_answered_with_the_known_ones(key: object, hint: str) -> None:
    with pytest.raises(ValidationError) as caught:
        Oven.model_validate({"heat": 200, key: 1})
    assert [mistake["msg"] for mistake in caught.value.errors()] == [
        f"unknown key {key!r}; {hint}allowed: heat, minutes, top-grill"
    ]


@pytest.mark.parametrize(
    "wrong",
    [
        {"heat": "200"},
        {"heat": True},
        {"heat": nan},
        {"heat": inf},
        {"heat": -inf},
        {"heat": 200, "minutes": 20.0},
        {"heat": 200, "minutes": False},
        {"heat": 200, "top-grill": 1},
        {"heat": 200, "top-grill": "yes"},
    ],
)
def test_nothing_is_converted(wrong: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        Oven.model_validate(wrong)


def test_stays_as_it_was_read() -> None:
    oven = Oven(heat=200.0)
    with pytest.raises(ValidationError, match="frozen"):
        oven.heat = 100.0  # pyright: ignore[reportAttributeAccessIssue] - pyright knows it as well
