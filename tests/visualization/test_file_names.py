"""Files named after layers."""

import re

from hypothesis import given
from hypothesis import strategies as st

from digits.visualization.file_names import file_names


def test_plain_names_stay_and_others_become_plain() -> None:
    names = ["conv1", "block1.conv1", "relu1", "relu1 (2)", "0.weight_norm"]
    assert file_names(names) == ["conv1", "block1_conv1", "relu1", "relu1_2", "0_weight_norm"]


def test_names_that_would_be_the_same_are_numbered() -> None:
    names = ["a.b", "a_b", "A_B", "é", "ö"]
    assert file_names(names) == ["a_b", "a_b_2", "A_B_3", "layer", "layer_2"]


@given(st.lists(st.text(max_size=5), max_size=8))
def test_are_plain_and_different_for_any_names(names: list[str]) -> None:
    found = file_names(names)
    assert len({name.lower() for name in found}) == len(names)
    assert all(re.fullmatch(r"\w+", name, flags=re.ASCII) for name in found)
