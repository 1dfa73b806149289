"""The blocks `dataset` and `split`."""

from typing import get_args

import pytest
from pydantic import ValidationError

from digits.data.published import PUBLISHED
from digits.params.dataset import (
    Dataset,
    PublishedName,
    RawFile,
    RawFiles,
    Split,
    is_address,
    is_folder,
)

PUBLISHED_NAMES = get_args(PublishedName)
NAMES = [
    "train-images-idx3-ubyte",
    "train-labels-idx1-ubyte",
    "t10k-images-idx3-ubyte",
    "t10k-labels-idx1-ubyte",
]
FILES = {name: {"sha256": "0" * 64, "size": 8} for name in NAMES}


def test_each_file_stands_under_the_name_that_mnist_gave_it() -> None:
    written = {name: {"sha256": f"{place}" * 64, "size": 8} for place, name in enumerate(NAMES)}
    by_name = RawFiles.model_validate(written).by_name()
    assert {name: raw.model_dump() for name, raw in by_name.items()} == written


def test_published_datasets_are_those_that_can_be_had() -> None:
    assert set(PUBLISHED_NAMES) == set(PUBLISHED)
    assert PUBLISHED_NAMES[0] == "mnist"


def dataset(**changes: object) -> dict[str, object]:
    usual: dict[str, object] = {
        "name": "mnist",
        "source": "auto",
        "timeout": 10.0,
        "classes": None,
        "files": None,
    }
    return usual | changes


@pytest.mark.parametrize(
    "changes",
    [
        *({"name": name} for name in PUBLISHED_NAMES),
        {"source": "package-index"},
        {"name": "own", "source": "a/folder"},
        {"name": "own", "source": "https://example.org/", "files": FILES},
        {"name": "kmnist", "source": "https://example.org/"},
        {"timeout": 86_400},
        {"classes": ["a", "b"]},
        {"classes": [f"{place}" for place in range(64)]},
        {"classes": ["w" * 24, "a b"]},
    ],
    ids=str,
)
def test_what_can_be_had_is_accepted(changes: dict[str, object]) -> None:
    Dataset.model_validate(dataset(**changes))


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"name": "own"}, "the name 'own' should go with a folder or an address as source"),
        (
            {"name": "own", "source": "torchvision"},
            "the name 'own' should go with a folder or an address as source",
        ),
        (
            {"name": "own", "source": "package-index"},
            "the name 'own' should go with a folder or an address as source",
        ),
        (
            {"name": "kmnist", "source": "package-index"},
            "the package index has mnist alone, not kmnist",
        ),
        (
            {"name": "own", "source": "http://example.org/"},
            "files of your own at an address should have `files`: size and SHA-256 of each",
        ),
        ({"timeout": 0}, "greater than 0"),
        ({"timeout": 86_401}, "less than or equal to 86400"),
        ({"classes": ["a"]}, "at least 2 items"),
        ({"classes": [f"{place}" for place in range(65)]}, "at most 64 items"),
        ({"classes": ["w" * 25, "a"]}, "should have at most 24 characters"),
        ({"classes": ["a", "a"]}, "no name should occur twice"),
        ({"classes": ["", "a"]}, "'' should be printable characters, and neither begin nor end"),
        ({"classes": ["a ", "b"]}, "'a ' should be printable characters"),
        ({"classes": ["a\n", "b"]}, r"'a\\n' should be printable characters"),
    ],
    ids=str,
)
def test_what_cannot_be_had_is_refused_with_the_reason(
    changes: dict[str, object], said: str
) -> None:
    with pytest.raises(ValidationError, match=said):
        Dataset.model_validate(dataset(**changes))


def test_a_raw_file_has_a_header_of_eight_bytes_at_least() -> None:
    sha256 = "0" * 64
    for size in (8, 2**40):
        assert RawFile(sha256=sha256, size=size).size == size
    for size in (7, 2**40 + 1):
        with pytest.raises(ValidationError):
            RawFile(sha256=sha256, size=size)


def test_addresses_begin_as_those_of_the_web_do() -> None:
    assert is_address("http://example.org")
    assert is_address("https://example.org")
    assert not any(is_address(text) for text in ("auto", "ftp://a", "folder/https://", "http:/a"))


@pytest.mark.parametrize(
    ("source", "folder"),
    [
        ("a/folder", True),
        ("automatic", True),
        ("/auto", True),
        ("auto", False),
        ("torchvision", False),
        ("package-index", False),
        ("http://example.org", False),
        ("https://example.org", False),
    ],
)
def test_a_folder_is_what_is_neither_a_word_nor_an_address(source: str, *, folder: bool) -> None:
    assert is_folder(source) == folder


def test_no_image_at_all_may_be_set_aside() -> None:
    assert Split(validation_size=0, seed=0).validation_size == 0
    with pytest.raises(ValidationError):
        Split(validation_size=-1, seed=0)
