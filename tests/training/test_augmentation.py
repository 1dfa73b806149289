"""Distortions: at their limits, where the result is known, and over many random draws."""

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from recipes import NO_DISTORTION
from torch import Tensor

from digits.data.images import LabelledImages
from digits.params.training import Augmentation
from digits.training.augmentation import distort


def limits(**changes: float) -> Augmentation:
    return Augmentation.model_validate({**NO_DISTORTION, **changes})


def seeded(images: Tensor, amounts: Augmentation, seed: int = 0, background: float = 0) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return distort(images, amounts, background=float(background), generator=generator)


@pytest.fixture(params=[0.0, 1.0], ids=["lowest", "highest"])
def extreme_draw(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> float:
    """Every random number is the lowest or the highest: each amount stands at its limit."""

    def drawn(*size: int, generator: torch.Generator) -> Tensor:
        assert generator.device.type == "cpu"
        return torch.full(size, request.param)

    monkeypatch.setattr(torch, "rand", drawn)
    return request.param


@pytest.fixture
def blob() -> Tensor:
    """A smooth, lopsided spot in the middle: no ink near the border."""
    across = torch.arange(28) - 13.5
    spot = torch.exp(-((across[:, None] - 1) ** 2) / 18 - (across[None, :] + 2) ** 2 / 8)
    return spot[None, None]


@pytest.fixture
def upright_line() -> Tensor:
    image = torch.zeros(1, 1, 28, 28)
    image[..., 13:15] = 1
    return image


def shifted(images: Tensor, pixels: int, background: float) -> Tensor:
    """Move right and down by whole pixels; what comes in has the background's value."""
    result = torch.full_like(images, background)
    to, source = slice(max(pixels, 0), 28 + min(pixels, 0)), slice(max(-pixels, 0), 28 - pixels)
    result[..., to, to] = images[..., source, source]
    return result


def centre(image: Tensor) -> Tensor:
    """Row and column of the centre of the ink."""
    ink, places = image[0, 0] / image.sum(), torch.arange(28.0)
    return torch.stack([ink.sum(1) @ places, ink.sum(0) @ places])


@settings(deadline=None, max_examples=50)  # the first call is slow: it loads code
@given(seed=st.integers(0, 1000), background=st.floats(-4, 4, width=32))
def test_zero_limits_change_nothing(seed: int, background: float) -> None:
    images = torch.rand(3, 1, 28, 28, generator=torch.Generator().manual_seed(seed))
    found = seeded(images, limits(), seed, background)
    torch.testing.assert_close(found, images, rtol=0, atol=1e-5)


@pytest.mark.parametrize("pixels", [1, 3, 28])
def test_a_shift_by_whole_pixels_moves_the_pixels_and_brings_background_in(
    pixels: int, extreme_draw: float, digits_200: LabelledImages
) -> None:
    images = digits_200.images[:4] / 255
    found = seeded(images, limits(shift=pixels), background=-0.4)
    # The amounts say where a pixel of the result comes from: the highest moves left and up.
    expected = shifted(images, -pixels if extreme_draw else pixels, background=-0.4)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-4)


def test_a_quarter_turn_is_torchs_own(extreme_draw: float, digits_200: LabelledImages) -> None:
    images = digits_200.images[:4] / 255
    found = seeded(images, limits(rotation=90), background=0.2)
    expected = images.rot90(1 if extreme_draw else -1, dims=(2, 3))
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-4)


def test_scale_changes_length_and_breadth_about_the_middle(
    extreme_draw: float, blob: Tensor
) -> None:
    factor = 1.25 if extreme_draw else 0.75
    found = seeded(blob, limits(scale=0.25))
    assert found.sum().item() == pytest.approx(blob.sum().item() * factor**2, rel=0.01)
    torch.testing.assert_close(
        centre(found) - 13.5, (centre(blob) - 13.5) * factor, rtol=0, atol=0.05
    )


def test_shear_moves_each_row_sideways_by_its_height(
    extreme_draw: float, upright_line: Tensor
) -> None:
    found = seeded(upright_line, limits(shear=0.5))[0, 0]
    columns = (found @ torch.arange(28.0)) / found.sum(1)
    heights = 13.5 - torch.arange(28.0)
    slant = 0.5 if extreme_draw else -0.5
    torch.testing.assert_close(columns, 13.5 + slant * heights, rtol=0, atol=1e-3)


@pytest.mark.usefixtures("extreme_draw")
@pytest.mark.parametrize("rotation", [0, 30, 90, 150])
def test_rotation_and_shear_together_keep_the_ink(rotation: float, blob: Tensor) -> None:
    found = seeded(blob, limits(rotation=rotation, shear=0.3))
    assert found.sum().item() == pytest.approx(blob.sum().item(), rel=0.01)


@settings(deadline=None, max_examples=50)  # the first call is slow: it loads code
@given(seed=st.integers(0, 10_000))
def test_a_rotation_keeps_the_ink(seed: int) -> None:
    across = torch.arange(28) - 13.5
    spot = torch.exp(-(across[:, None] ** 2) / 18 - (across[None, :] + 2) ** 2 / 8)[None, None]
    found = seeded(spot, limits(rotation=180), seed)
    assert found.sum().item() == pytest.approx(spot.sum().item(), rel=0.01)
    distance = (centre(found) - 13.5).norm().item()
    assert distance == pytest.approx(2, abs=0.05)


@settings(deadline=None, max_examples=50)  # the first call is slow: it loads code
@given(seed=st.integers(0, 10_000), most=st.floats(0.5, 6))
def test_a_shift_stays_within_its_limit(seed: int, most: float) -> None:
    across = torch.arange(28) - 13.5
    spot = torch.exp(-(across[:, None] ** 2 + across[None, :] ** 2) / 8)[None, None]
    found = seeded(spot, limits(shift=most), seed)
    assert (centre(found) - 13.5).abs().max().item() <= most + 0.05


def test_each_image_of_a_batch_is_distorted_in_its_own_way(blob: Tensor) -> None:
    found = seeded(blob.expand(20, 1, 28, 28), limits(rotation=30, shift=2))
    assert len(found.unique(dim=0)) == 20


def test_amounts_fall_to_both_sides(blob: Tensor) -> None:
    found = seeded(blob.expand(50, 1, 28, 28), limits(shift=3))
    moved = torch.stack([centre(image[None]) for image in found]) - centre(blob)
    assert (moved.amin(0) < -1.5).all()
    assert (moved.amax(0) > 1.5).all()


def test_same_seed_gives_the_same_bytes(digits_200: LabelledImages) -> None:
    images, amounts = digits_200.images[:20] / 255, limits(rotation=10, scale=0.1, shift=2)
    assert seeded(images, amounts, seed=5).equal(seeded(images, amounts, seed=5))
    assert not seeded(images, amounts, seed=5).equal(seeded(images, amounts, seed=6))


def test_two_batches_of_one_generator_differ(blob: Tensor) -> None:
    generator = torch.Generator().manual_seed(0)
    amounts = limits(rotation=10)
    first, second = (distort(blob, amounts, background=0.0, generator=generator) for _ in range(2))
    assert not first.equal(second)


def test_the_images_given_stay_as_they_are(digits_200: LabelledImages) -> None:
    images = digits_200.images[:4] / 255
    seeded(images, limits(rotation=10, shift=2), background=0.3)
    assert images.equal(digits_200.images[:4] / 255)


def test_bfloat16_gives_roughly_what_float32_gives(digits_200: LabelledImages) -> None:
    images, amounts = digits_200.images / 255, limits(rotation=12, scale=0.1, shift=2)
    precise, rough = seeded(images, amounts), seeded(images.bfloat16(), amounts)
    assert rough.dtype == torch.bfloat16
    assert (rough - precise).abs().mean().item() < 0.01
