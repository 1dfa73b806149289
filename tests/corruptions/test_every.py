"""Properties that all corruptions share."""

import os
import subprocess
import sys
import zlib
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file
from synthetic import synthetic_digits

from digits.corruptions.every import CORRUPTIONS, corrupted

IMAGES = synthetic_digits(20, seed=0).images
BLANK = torch.zeros(3, 1, 28, 28, dtype=torch.uint8)

# CRC-32 of `IMAGES` with each corruption: the figures of robustness are of such images.
KNOWN = {
    "shot_noise": 0x957FEAAE,
    "impulse_noise": 0xE2D27DA0,
    "glass_blur": 0xCC5D2EBA,
    "motion_blur": 0x5DF2EB75,
    "shear": 0x1E1A32D7,
    "scale": 0x6ACC9280,
    "rotate": 0x3BC68566,
    "brightness": 0x6FD984D7,
    "translate": 0x6BF50E24,
    "stripe": 0x0D0D3E62,
    "fog": 0x7BFA698E,
    "spatter": 0xEF3D575F,
    "dotted_line": 0xBD6458F6,
    "zigzag": 0x4BBCBE80,
    "canny_edges": 0x9AFB017E,
}

names = pytest.mark.parametrize("name", CORRUPTIONS)


def test_there_are_fifteen_each_under_its_own_name() -> None:
    assert len(CORRUPTIONS) == 15
    assert [function.__name__ for function in CORRUPTIONS.values()] == list(CORRUPTIONS)


@names
def test_gives_images_of_the_same_form_and_leaves_the_given_ones_alone(name: str) -> None:
    before = IMAGES.clone()
    found = corrupted(IMAGES, name, seed=0)
    assert (found.shape, found.dtype) == (IMAGES.shape, torch.uint8)
    assert IMAGES.equal(before)
    assert all(not one.equal(other) for one, other in zip(found, IMAGES, strict=True))


@names
def test_the_same_seed_gives_the_same_images(name: str) -> None:
    assert corrupted(IMAGES, name, seed=3).equal(corrupted(IMAGES, name, seed=3))


@names
def test_images_stay_as_corrupted_as_they_were(name: str) -> None:
    assert zlib.crc32(corrupted(IMAGES, name, seed=0).numpy().tobytes()) == KNOWN[name]


OTHER_PROCESSOR = """
import sys, torch
from safetensors.torch import save_file
from synthetic import synthetic_digits
from digits.corruptions.every import corrupted
images = synthetic_digits(400, seed=0).images
save_file({name: corrupted(images, name, seed=0) for name in sys.argv[2:]}, sys.argv[1])
print(torch.backends.cpu.get_cpu_capability())
"""


def test_a_processor_with_fewer_instructions_makes_the_same_images(tmp_path: Path) -> None:
    path = tmp_path / "images.safetensors"
    environment = {
        **os.environ,
        "ATEN_CPU_CAPABILITY": "default",
        "PYTHONPATH": str(Path(__file__).parents[1]),
    }
    names = ("shear", "scale", "rotate", "translate")  # computed by torch
    command = [sys.executable, "-c", OTHER_PROCESSOR, str(path), *names]
    finished = subprocess.run(  # noqa: S603 - our own program
        command, env=environment, capture_output=True, text=True, check=True
    )
    assert finished.stdout == "DEFAULT\n"
    images = synthetic_digits(400, seed=0).images
    for name, found in load_file(path).items():
        assert found.equal(corrupted(images, name, seed=0)), name


@pytest.mark.parametrize("name", sorted(CORRUPTIONS.keys() - {"brightness", "canny_edges"}))
def test_another_seed_gives_others(name: str) -> None:
    assert not corrupted(IMAGES, name, seed=3).equal(corrupted(IMAGES, name, seed=4))


@pytest.mark.parametrize("name", sorted(CORRUPTIONS.keys() - {"shot_noise", "canny_edges"}))
def test_two_images_that_are_equal_are_not_corrupted_alike_where_chance_decides(name: str) -> None:
    twins = IMAGES[:1].expand(8, -1, -1, -1).clone()
    found = corrupted(twins, name, seed=0)
    alike = all(image.equal(found[0]) for image in found)
    assert alike == (name == "brightness")


@pytest.mark.parametrize(
    "name", ["shot_noise", "glass_blur", "motion_blur", "shear", "scale", "rotate", "translate"]
)
def test_an_empty_image_stays_empty_where_nothing_is_added(name: str) -> None:
    assert corrupted(BLANK, name, seed=0).equal(BLANK)
