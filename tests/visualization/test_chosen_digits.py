"""Which test images are drawn."""

import pytest
import torch

from digits.params.read import ParamsError
from digits.visualization.chosen_digits import chosen_image, first_of_each

LABELS = torch.tensor([7, 2, 8, 2, 0, 8])


def test_first_of_each_digit_that_there_is() -> None:
    assert first_of_each(LABELS) == [4, 1, 0, 2]


def test_of_many_classes_the_first_ten_are_shown() -> None:
    assert first_of_each(torch.arange(12).flip(0)) == [*range(11, 1, -1)]


def test_the_first_8_stands_in_for_none() -> None:
    assert chosen_image(None, LABELS) == 2


@pytest.mark.parametrize("wanted", [0, 5])
def test_a_place_is_taken_as_it_is(wanted: int) -> None:
    assert chosen_image(wanted, LABELS) == wanted


def test_a_place_beyond_the_images_is_refused_with_its_key() -> None:
    with pytest.raises(ParamsError) as refused:
        chosen_image(6, LABELS)
    assert str(refused.value) == (
        "params.yaml: visualization.image: found 6; should be from 0 to 5, a place among the test"
        " images"
    )


def test_the_first_image_stands_in_where_there_is_no_8() -> None:
    assert chosen_image(None, torch.tensor([1, 2, 9])) == 0
