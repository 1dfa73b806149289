"""The blocks `dataset` and `split`."""

from digits.params.dataset import RawFiles

NAMES = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
]


def test_each_file_stands_under_the_name_that_mnist_gave_it() -> None:
    written = {name: {"sha256": f"{place}" * 64, "size": 8} for place, name in enumerate(NAMES)}
    by_name = RawFiles.model_validate(written).by_name()
    assert {name: raw.model_dump() for name, raw in by_name.items()} == written
