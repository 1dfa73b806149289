"""The official files, where they are supplied: taken as they are, or refused by name."""

from pathlib import Path

import numpy as np
import pytest
import torch

from digits.corruptions.official import OfficialFilesError, official_images

REPAIR = "see `robustness.mnist_c` in params.yaml; null makes images like these"
PIXELS = np.random.default_rng(0).integers(0, 256, (5, 28, 28, 1), dtype=np.uint8)


def supplied(folder: Path, array: object) -> Path:
    (folder / "fog").mkdir()
    np.save(folder / "fog" / "test_images.npy", np.asarray(array), allow_pickle=True)
    return folder


def test_images_are_those_of_the_file_in_its_order(tmp_path: Path) -> None:
    found = official_images(supplied(tmp_path, PIXELS), "fog", 5)
    assert found.shape == (5, 1, 28, 28)
    assert found.squeeze(1).equal(torch.from_numpy(PIXELS.squeeze(3)))


@pytest.mark.parametrize(
    "array",
    [
        PIXELS[:4],
        PIXELS.squeeze(3),
        PIXELS.astype(np.float32),
        PIXELS.transpose(0, 3, 1, 2),
        np.array([{"a": 1}], dtype=object),
    ],
    ids=["fewer images", "three dimensions", "floats", "channels first", "pickled objects"],
)
def test_other_arrays_are_refused_by_name(tmp_path: Path, array: object) -> None:
    folder = supplied(tmp_path, array)
    with pytest.raises(OfficialFilesError, match=r"fog/test_images\.npy: "):
        official_images(folder, "fog", 5)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(OfficialFilesError) as refused:
        official_images(tmp_path, "fog", 5)
    assert str(refused.value) == (
        f"{tmp_path}/fog/test_images.npy: can't be read (No such file or directory); {REPAIR}"
    )


def test_another_array_is_told_with_what_it_should_be(tmp_path: Path) -> None:
    folder = supplied(tmp_path, PIXELS[:4].astype(np.int16))
    with pytest.raises(OfficialFilesError) as refused:
        official_images(folder, "fog", 5)
    assert str(refused.value) == (
        f"{folder}/fog/test_images.npy: found int16 of shape (4, 28, 28, 1); should be uint8 of"
        f" (5, 28, 28, 1); {REPAIR}"
    )


@pytest.mark.parametrize("length", [0, 5, 200])
def test_a_truncated_file_is_refused(tmp_path: Path, length: int) -> None:
    path = supplied(tmp_path, PIXELS) / "fog" / "test_images.npy"
    path.write_bytes(path.read_bytes()[:length])
    with pytest.raises(OfficialFilesError, match=r"test_images\.npy: "):
        official_images(tmp_path, "fog", 5)
