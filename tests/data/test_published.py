"""What is known of the published datasets: consistent in itself, and with torchvision."""

import re
from pathlib import PurePosixPath
from typing import get_args

import pytest
from params_document import document
from torchvision import datasets

from digits.data.expected_files import expected_files
from digits.data.mirror import Mirror
from digits.data.published import PUBLISHED, centred_by_mass, published, subject
from digits.data.raw_files import ROLES
from digits.data.torchvision_sources import torchvision_sources
from digits.data.zip_archive import ZipArchive
from digits.params.dataset import Dataset, PublishedName

OWN = Dataset.model_validate({**document()["dataset"], "name": "own", "source": "mine"})
NAMES: tuple[PublishedName, ...] = get_args(PublishedName)
# Of torchvision's documentation and the papers; for the sizes that files must have.
COUNTS: dict[PublishedName, tuple[int, int]] = {
    "mnist": (60_000, 10_000),
    "fashion_mnist": (60_000, 10_000),
    "kmnist": (60_000, 10_000),
    "emnist_digits": (240_000, 40_000),
    "emnist_letters": (124_800, 20_800),
    "qmnist": (60_000, 60_000),
}


def dataset(name: str) -> Dataset:
    return Dataset.model_validate({**document()["dataset"], "name": name, "files": None})


@pytest.mark.parametrize("name", NAMES)
def test_sizes_are_those_of_so_many_images_and_labels(name: PublishedName) -> None:
    sizes = [file.size for file in expected_files(dataset(name)).values()]
    train, test = COUNTS[name]
    labels = (12, 32) if name == "qmnist" else (8, 1)
    assert sizes == [
        16 + 784 * train,
        labels[0] + labels[1] * train,
        16 + 784 * test,
        labels[0] + labels[1] * test,
    ]
    assert tuple(expected_files(dataset(name))) == ROLES


def test_every_name_of_params_is_known_and_has_its_classes() -> None:
    assert set(PUBLISHED) == set(NAMES)
    for name in NAMES:
        known = published(dataset(name))
        assert known is not None
        assert len(set(known.classes)) == len(known.classes) == (26 if "letters" in name else 10)
    assert list(PUBLISHED["fashion_mnist"].classes) == datasets.FashionMNIST.classes
    assert list(PUBLISHED["kmnist"].classes) == datasets.KMNIST.classes
    letters = datasets.EMNIST.classes_split_dict["letters"]
    assert [letter.lower() for letter in PUBLISHED["emnist_letters"].classes] == letters[1:]


@pytest.mark.parametrize("name", ["mnist", "fashion_mnist", "kmnist", "qmnist"])
def test_torchvision_has_a_checksum_for_every_file_that_is_asked_for(name: PublishedName) -> None:
    sources = [*torchvision_sources(name, 3.0)]
    assert sources
    for source in sources:
        assert isinstance(source, Mirror)
        assert source.timeout == 3.0
        for role in ROLES:
            packed = f"{source.names.get(role, role)}.gz"
            assert len(source.md5[packed]) == 32


def test_qmnist_comes_from_where_torchvision_has_it() -> None:
    (source,) = torchvision_sources("qmnist", 3.0)
    asked = {f"{source.url}{source.names[role]}.gz" for role in ROLES}
    resources = [*datasets.QMNIST.resources["train"], *datasets.QMNIST.resources["test"]]
    assert asked == {url for url, _ in resources}


@pytest.mark.parametrize("split", ["digits", "letters"])
def test_emnist_comes_in_one_archive(split: str) -> None:
    name: PublishedName = "emnist_letters" if split == "letters" else "emnist_digits"
    (source,) = torchvision_sources(name, 3.0)
    assert isinstance(source, ZipArchive)
    assert source.timeout == 3.0
    assert (source.url, source.md5) == (datasets.EMNIST.url, datasets.EMNIST.md5)
    assert PurePosixPath(source.url).suffix == ".zip"
    assert [source.names[role] for role in ROLES] == [
        f"emnist-{split}-train-images-idx3-ubyte",
        f"emnist-{split}-train-labels-idx1-ubyte",
        f"emnist-{split}-test-images-idx3-ubyte",
        f"emnist-{split}-test-labels-idx1-ubyte",
    ]


def test_images_that_were_centred_by_their_mass_are_known_as_such() -> None:
    assert not centred_by_mass(OWN)
    found = {name for name in NAMES if centred_by_mass(dataset(name))}
    assert found == {"mnist", "qmnist", "emnist_digits", "emnist_letters"}


def test_titles_say_what_the_images_show() -> None:
    assert subject(OWN) == "images"
    assert {name: subject(dataset(name)) for name in NAMES} == {
        "mnist": "handwritten digits",
        "fashion_mnist": "clothes",
        "kmnist": "handwritten hiragana",
        "emnist_digits": "handwritten digits",
        "emnist_letters": "handwritten letters",
        "qmnist": "handwritten digits",
    }


def test_checksums_are_known_of_all_files_or_none() -> None:
    assert {name for name in NAMES if PUBLISHED[name].has_checksums} == {"mnist", "fashion_mnist"}
    sums = {
        file.sha256: name
        for name in NAMES
        for file in PUBLISHED[name].files.values()
        if file.sha256 is not None
    }
    assert sorted(sums.values()) == ["fashion_mnist"] * 4 + ["mnist"] * 4
    assert all(re.fullmatch(r"[0-9a-f]{64}", each) for each in sums)
