"""Distortions: at their limits, where the result is known, and over many random draws."""

import math

import numpy as np
import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from hypothesis import given, settings
from hypothesis import strategies as st
from recipes import NO_DISTORTION
from scipy.interpolate import BSpline
from torch import Tensor
from trained import CPU

from digits.data.images import LabelledImages
from digits.params.training import Augmentation
from digits.training.augmentation import Distortion, random_maps

IDENTITY = torch.eye(2, 3)[None]


def limits(**changes: float) -> Augmentation:
    return Augmentation.model_validate({**NO_DISTORTION, **changes})


def seeded_maps(count: int, amounts: Augmentation, seed: int = 0, side: int = 28) -> Tensor:
    generator = torch.Generator().manual_seed(seed)
    return random_maps(count, amounts, side=side, generator=generator)


def seeded(images: Tensor, amounts: Augmentation, seed: int = 0) -> Tensor:
    return Distortion(28, CPU)(images, seeded_maps(len(images), amounts, seed))


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


def shifted(images: Tensor, pixels: int) -> Tensor:
    """Move right and down by whole pixels; what comes in is background."""
    result = torch.zeros_like(images)
    to, source = slice(max(pixels, 0), 28 + min(pixels, 0)), slice(max(-pixels, 0), 28 - pixels)
    result[..., to, to] = images[..., source, source]
    return result


def centre(image: Tensor) -> Tensor:
    """Row and column of the centre of the ink."""
    ink, places = image[0, 0] / image.sum(), torch.arange(28.0)
    return torch.stack([ink.sum(1) @ places, ink.sum(0) @ places])


@settings(deadline=None, max_examples=50)  # the first call is slow: it loads code
@given(seed=st.integers(0, 1000), side=st.integers(1, 40))
def test_zero_limits_change_nothing(seed: int, side: int) -> None:
    images = torch.rand(3, 1, side, side, generator=torch.Generator().manual_seed(seed))
    maps = seeded_maps(3, limits(), seed, side)
    assert maps.equal(IDENTITY.expand(3, 2, 3))
    torch.testing.assert_close(Distortion(side, CPU)(images, maps), images, rtol=0, atol=1e-5)


@pytest.mark.parametrize("pixels", [1, 3, 28])
def test_a_shift_by_whole_pixels_moves_the_pixels_and_brings_background_in(
    pixels: int, extreme_draw: float, digits_200: LabelledImages
) -> None:
    images = digits_200.images[:4] / 255
    found = seeded(images, limits(shift=pixels))
    # The amounts say where a pixel of the result comes from: the highest moves left and up.
    expected = shifted(images, -pixels if extreme_draw else pixels)
    torch.testing.assert_close(found, expected, rtol=0, atol=1e-4)


def test_a_quarter_turn_is_torchs_own(extreme_draw: float, digits_200: LabelledImages) -> None:
    images = digits_200.images[:4] / 255
    found = seeded(images, limits(rotation=90))
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


@pytest.mark.parametrize("side", [28, 20])
def test_every_amount_stays_within_its_limit_and_comes_near_it(side: int) -> None:
    most = limits(rotation=30, scale=0.2, shear=0.3, shift=2)
    maps = seeded_maps(2000, most, side=side).double()
    linear, shift = maps[:, :, :2], maps[:, :, 2:]
    # The first column is the rotation's, (cos, sin)·size; the second is the rotation's other
    # column, (-sin, cos)·size, and the shear's share of the first.
    size = linear.det().sqrt()
    first, second = linear.unbind(2)
    amounts = {
        "rotation": torch.atan2(first[:, 1], first[:, 0]).rad2deg(),
        "scale": 1 / size - 1,
        "shear": (first * second).sum(1) / size**2,
        "shift": torch.linalg.solve(linear, shift).flatten() * side / 2,  # pixels
    }
    for name, drawn in amounts.items():
        limit = getattr(most, name)
        assert drawn.abs().max() <= limit * 1.00001, name
        assert drawn.min() < -0.99 * limit, name
        assert drawn.max() > 0.99 * limit, name
        assert drawn.mean().abs() < 5 * limit / math.sqrt(3 * len(drawn)), name


def test_the_same_generator_draws_the_same_maps() -> None:
    amounts = limits(rotation=10, scale=0.1, shear=0.1, shift=2)
    assert seeded_maps(20, amounts, seed=5).equal(seeded_maps(20, amounts, seed=5))
    assert not seeded_maps(20, amounts, seed=5).equal(seeded_maps(20, amounts, seed=6))


def test_the_maps_drawn_after_others_are_new() -> None:
    generator, amounts = torch.Generator().manual_seed(0), limits(rotation=10)
    first, second = (random_maps(20, amounts, side=28, generator=generator) for _ in range(2))
    assert len(torch.cat([first, second]).unique(dim=0)) == 40


def test_draws_from_the_generator_given_alone() -> None:
    state = torch.get_rng_state()
    seeded_maps(20, limits(rotation=10))
    assert torch.get_rng_state().equal(state)


def test_same_seed_gives_the_same_bytes(digits_200: LabelledImages) -> None:
    images, amounts = digits_200.images[:20] / 255, limits(rotation=10, scale=0.1, shift=2)
    assert seeded(images, amounts, seed=5).equal(seeded(images, amounts, seed=5))
    assert not seeded(images, amounts, seed=5).equal(seeded(images, amounts, seed=6))


def test_the_images_given_stay_as_they_are(digits_200: LabelledImages) -> None:
    images = digits_200.images[:4] / 255
    seeded(images, limits(rotation=10, shift=2))
    assert images.equal(digits_200.images[:4] / 255)


@pytest.mark.parametrize("side", [1, 5, 20, 28])
def test_is_torchs_affine_grid_and_bilinear_sampling(side: int) -> None:
    generator = torch.Generator().manual_seed(0)
    images = 255 * torch.rand(50, 1, side, side, generator=generator)
    maps = torch.randn(50, 2, 3, generator=generator)
    grid = F.affine_grid(maps, [50, 1, side, side], align_corners=False)
    expected = F.grid_sample(images, grid, align_corners=False)
    torch.testing.assert_close(Distortion(side, CPU)(images, maps), expected, rtol=0, atol=0.01)


@pytest.mark.parametrize(
    ("linear", "shift", "lands"),
    [
        ([[1, 0], [0, 1]], [0, 0], (3, 20)),
        ([[1, 0], [0, 1]], [5, 0], (3, 15)),  # 5 pixels to the left
        ([[1, 0], [0, 1]], [0, -4], (7, 20)),  # 4 pixels down
        ([[-1, 0], [0, -1]], [0, 0], (24, 7)),  # half a turn
        ([[0, 1], [-1, 0]], [0, 0], (20, 24)),  # a quarter, clockwise
        ([[0, 1], [1, 0]], [0, 0], (20, 3)),  # rows for columns
        ([[1, 0], [0, 1]], [-10, 0], None),  # out of the image
    ],
)
def test_a_map_moves_a_pixel_to_its_place(
    linear: list[list[float]], shift: list[float], lands: tuple[int, int] | None
) -> None:
    image, expected = torch.zeros(2, 1, 1, 28, 28)
    image[0, 0, 3, 20] = 255
    if lands:
        expected[(0, 0, *lands)] = 255
    maps = torch.cat([torch.tensor(linear), torch.tensor(shift)[:, None] * 2 / 28], dim=1).float()
    found = Distortion(28, CPU)(image, maps[None])
    torch.testing.assert_close(found, expected, rtol=0, atol=0.01)


@settings(deadline=None, max_examples=50)  # the first call is slow: it loads code
@given(seed=st.integers(0, 10_000))
def test_background_stays_background(seed: int) -> None:
    amounts = limits(rotation=180, scale=0.5, shear=1, shift=20)
    assert not seeded(torch.zeros(4, 1, 28, 28), amounts, seed).any()


def test_each_image_is_mapped_by_its_own_map(digits_200: LabelledImages) -> None:
    images, amounts = digits_200.images[:7].float(), limits(rotation=30, scale=0.1, shift=3)
    maps, distortion = seeded_maps(7, amounts), Distortion(28, CPU)
    alone = [distortion(images[i : i + 1], maps[i : i + 1]) for i in range(7)]
    torch.testing.assert_close(distortion(images, maps), torch.cat(alone), rtol=0, atol=0.01)


def test_elastic_displacements_are_pieces_of_cubic_splines(digits_200: LabelledImages) -> None:
    """Against scipy's own B-splines."""
    generator = torch.Generator().manual_seed(0)
    grid = torch.randn(1, 2, 25, generator=generator) * 0.1
    maps = torch.cat([IDENTITY, grid], dim=2)
    places = (2 * np.arange(28) + 1) / 28 - 1
    knots = np.linspace(-1, 1, 5)
    splines = [
        BSpline.basis_element(knot + np.arange(-2, 3) / 2, extrapolate=False) for knot in knots
    ]
    basis = np.nan_to_num(np.stack([spline(places) for spline in splines]))
    basis /= basis.sum(0)
    rows, columns = np.meshgrid(places, places, indexing="ij")
    across, down = (basis.T @ grid[0, way].view(5, 5).numpy() @ basis for way in (0, 1))
    sources = torch.from_numpy(np.stack([columns + across, rows + down], axis=2)).float()[None]
    images = digits_200.images[:1].float()
    expected = F.grid_sample(images, sources, align_corners=False)
    torch.testing.assert_close(Distortion(28, CPU)(images, maps), expected, rtol=0, atol=0.01)


def test_equal_displacements_of_all_knots_are_a_shift(digits_200: LabelledImages) -> None:
    images = digits_200.images[:4] / 255
    grid = torch.full((4, 2, 25), 3 * 2 / 28)
    found = Distortion(28, CPU)(images, torch.cat([IDENTITY.expand(4, 2, 3), grid], dim=2))
    torch.testing.assert_close(found, shifted(images, -3), rtol=0, atol=1e-4)


@pytest.mark.parametrize("side", [28, 20])
def test_elastic_displacements_have_their_standard_deviation(side: int) -> None:
    maps = seeded_maps(2000, limits(elastic=0.7), side=side)
    assert maps[:, :, :3].equal(IDENTITY.expand(2000, 2, 3))
    assert (maps[:, :, 3:] * side / 2).std().item() == pytest.approx(0.7, rel=0.02)


def test_the_affine_part_is_the_same_with_an_elastic_one_and_without() -> None:
    amounts = {"rotation": 10.0, "scale": 0.1, "shear": 0.1, "shift": 2.0}
    plain = seeded_maps(20, limits(**amounts))
    assert seeded_maps(20, limits(**amounts, elastic=1.0))[:, :, :3].equal(plain)
