"""The split: a seeded permutation, cut in two."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from digits.data.split import SplitError, split_indices


@st.composite
def splits(draw: st.DrawFn) -> tuple[int, int, int]:
    """A number of images, a smaller one of validation images, a seed."""
    images = draw(st.integers(1, 300))
    return images, draw(st.integers(0, images - 1)), draw(st.integers(0, 2**63 - 1))


@settings(deadline=None)
@given(split=splits())
def test_every_image_is_in_one_part_once(split: tuple[int, int, int]) -> None:
    images, validation_size, seed = split
    training, validation = split_indices(images, validation_size, seed)
    assert len(validation) == validation_size
    assert sorted(training.tolist() + validation.tolist()) == list(range(images))


@settings(deadline=None)
@given(split=splits())
def test_validation_is_the_end_of_one_permutation_whatever_its_size(
    split: tuple[int, int, int],
) -> None:
    images, validation_size, seed = split
    permutation, nothing = split_indices(images, 0, seed)
    assert len(nothing) == 0
    assert torch.equal(torch.cat(split_indices(images, validation_size, seed)), permutation)


def test_the_permutation_is_torchs_of_that_seed() -> None:
    expected = torch.randperm(50, generator=torch.Generator().manual_seed(7))
    assert torch.equal(torch.cat(split_indices(50, 10, 7)), expected)


def test_another_seed_sets_other_images_aside() -> None:
    assert set(split_indices(100, 20, 0)[1].tolist()) != set(split_indices(100, 20, 1)[1].tolist())


def test_randomness_elsewhere_neither_changes_it_nor_is_changed_by_it() -> None:
    torch.manual_seed(0)
    first = split_indices(100, 20, 5)
    drawn = torch.rand(3)
    second = split_indices(100, 20, 5)
    assert torch.equal(first[0], second[0])
    torch.manual_seed(0)
    assert torch.equal(torch.rand(3), drawn)


@pytest.mark.parametrize(("images", "validation_size"), [(10, 10), (10, 11), (1, 1), (10, 2**70)])
def test_a_split_that_leaves_nothing_to_train_on_is_refused(
    images: int, validation_size: int
) -> None:
    with pytest.raises(SplitError) as caught:
        split_indices(images, validation_size, 0)
    assert str(caught.value) == (
        f"params.yaml: split.validation_size: found {validation_size}; should be less than the"
        f" {images} training images"
    )
