"""`Frame`: whole pictures, scaled and not centred."""

import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from digits.preparation.frame import Frame


def test_an_image_of_28_pixels_comes_out_as_it_went_in() -> None:
    images = torch.randint(
        0, 256, (5, 1, 28, 28), generator=torch.Generator().manual_seed(0), dtype=torch.uint8
    )
    assert Frame()(images).equal(images.float())


@given(st.integers(1, 4))
def test_a_larger_picture_is_the_mean_of_its_blocks(times: int) -> None:
    small = torch.arange(28 * 28).remainder(256).float().reshape(1, 1, 28, 28)
    large = small.repeat_interleave(times, 2).repeat_interleave(times, 3)
    assert torch.allclose(Frame()(large), small, atol=1e-3)


@pytest.mark.parametrize(("height", "width"), [(28, 14), (14, 28), (280, 140)])
def test_a_narrow_picture_stands_in_the_middle_with_paper_beside_it(
    height: int, width: int
) -> None:
    seen = Frame()(torch.full((1, 1, height, width), 255, dtype=torch.uint8))[0, 0]
    if height < width:
        seen = seen.T
    assert (seen[:, 7:21] == 255).all()
    assert (seen[:, :7] == 0).all()
    assert (seen[:, 21:] == 0).all()


def test_one_by_one_is_as_all_together() -> None:
    images = torch.randint(
        0, 256, (4, 1, 40, 50), generator=torch.Generator().manual_seed(1), dtype=torch.uint8
    )
    together = Frame()(images)
    assert together.shape == (4, 1, 28, 28)
    assert torch.cat([Frame()(image[None]) for image in images]).equal(together)
