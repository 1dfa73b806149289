"""Datasets in MNIST's form: from a server or a folder to upright images with labels from 0."""

import gzip
import hashlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import torch
from local_server import LocalServer, whole
from params_document import document
from synthetic import idx_bytes, synthetic_digits, write_dataset
from torchvision import datasets

from digits.data import published as catalogue
from digits.data.expected_files import expected_files
from digits.data.fetch import FetchError, fetch_raw_files
from digits.data.folder import FolderError
from digits.data.images import ImagesError, LabelledImages
from digits.data.published import PUBLISHED
from digits.data.raw_files import ROLES, ExpectedFile
from digits.data.raw_images import read_raw_images
from digits.data.sources import sources_of
from digits.data.transfer import OpenBar
from digits.params.dataset import Dataset

TRAIN, TEST = synthetic_digits(9, seed=1), synthetic_digits(6, seed=2)


def dataset(name: str, source: str = "auto", **changes: object) -> Dataset:
    block = {**document()["dataset"], "name": name, "source": source, "files": None, "timeout": 5}
    return Dataset.model_validate(block | changes)


def as_published(name: str, train: LabelledImages, test: LabelledImages) -> dict[str, bytes]:
    """The four raw files as each dataset's makers write them, by their names in data/raw."""
    contents: dict[str, bytes] = {}
    for (images, labels), data in zip(
        [(ROLES[0], ROLES[1]), (ROLES[2], ROLES[3])], (train, test), strict=True
    ):
        pixels = data.images[:, 0]
        contents[images] = idx_bytes(
            pixels.transpose(1, 2).contiguous() if name.startswith("emnist") else pixels
        )
        first = 1 if name == "emnist_letters" else 0
        contents[labels] = idx_bytes((data.labels + first).to(torch.uint8))
        if name == "qmnist":
            rest = torch.arange(7).expand(len(data), 7) + 100
            contents[labels] = idx_bytes(torch.cat([data.labels[:, None], rest], dim=1).int())
    return contents


@pytest.fixture
def small(monkeypatch: pytest.MonkeyPatch) -> Callable[[str], dict[str, bytes]]:
    """Makes a published dataset a small one, of which sizes are known, but no SHA-256."""

    def shrink(name: str) -> dict[str, bytes]:
        contents = as_published(name, TRAIN, TEST)
        files = {role: ExpectedFile(len(content)) for role, content in contents.items()}
        few = {each: replace(known, files=files) for each, known in PUBLISHED.items()}
        monkeypatch.setattr(catalogue, "PUBLISHED", few)
        return contents

    return shrink


def md5(content: bytes) -> str:
    return hashlib.md5(content, usedforsecurity=False).hexdigest()


def fetched(data: Dataset, tmp_path: Path, bar: OpenBar) -> tuple[LabelledImages, LabelledImages]:
    fetch_raw_files(
        expected_files(data),
        sources_of(data),
        tmp_path / "raw",
        dataset=data.name,
        cache=tmp_path / "cache",
        open_bar=bar,
        say=lambda _: None,
    )
    return read_raw_images(tmp_path / "raw", data)


def assert_same(found: tuple[LabelledImages, LabelledImages], classes: tuple[str, ...]) -> None:
    for data, expected in zip(found, (TRAIN, TEST), strict=True):
        assert data.images.equal(expected.images)
        assert data.labels.equal(expected.labels)
        assert data.classes == classes


@pytest.mark.parametrize("name", ["kmnist", "qmnist"])
def test_files_come_from_torchvisions_address_checked_by_its_md5(
    name: str,
    small: Callable[[str], dict[str, bytes]],
    server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    no_bar: OpenBar,
) -> None:
    contents = small(name)
    packed = {
        f"{PUBLISHED[name].published_names.get(role, role)}.gz": gzip.compress(content)  # pyright: ignore[reportArgumentType] - a name of the list above
        for role, content in contents.items()
    }
    resources = [(file, md5(content)) for file, content in packed.items()]
    if name == "kmnist":
        monkeypatch.setattr(datasets.KMNIST, "mirrors", [f"{server.url}/"])
        monkeypatch.setattr(datasets.KMNIST, "resources", resources)
    else:
        urls = [(f"{server.url}/{file}", checksum) for file, checksum in resources]
        parts = {"train": urls[:2], "test": urls[2:]}
        monkeypatch.setattr(datasets.QMNIST, "resources", parts)
    for file, content in packed.items():
        server.answers[f"/{file}"] = whole(content)
    classes = PUBLISHED[name].classes  # pyright: ignore[reportArgumentType] - as above
    assert_same(fetched(dataset(name), tmp_path, no_bar), classes)
    asked = len(server.asked)
    assert_same(fetched(dataset(name), tmp_path, no_bar), classes)
    assert len(server.asked) == asked  # the cache has them
    # A file in the cache that was damaged is fetched again.
    damaged = next((tmp_path / "cache").glob(f"{name}-{ROLES[1]}.*"))
    damaged.write_bytes(bytes(damaged.stat().st_size))
    assert_same(fetched(dataset(name), tmp_path, no_bar), classes)
    assert len(server.asked) == asked + 1
    # The right size, and wrong bytes.
    first, *_ = packed
    server.answers[f"/{first}"] = whole(gzip.compress(bytes(len(contents[ROLES[0]]))))
    for path in (tmp_path / "cache").iterdir():
        path.unlink()
    with pytest.raises(FetchError, match=f"{first}: wrong file: .* bytes with MD5"):
        fetched(dataset(name), tmp_path, no_bar)
    assert_same(read_raw_images_again(tmp_path, name), classes)  # what was there still is


def read_raw_images_again(tmp_path: Path, name: str) -> tuple[LabelledImages, LabelledImages]:
    return read_raw_images(tmp_path / "raw", dataset(name))


def test_a_mirror_of_the_users_own_is_held_to_torchvisions_md5(
    small: Callable[[str], dict[str, bytes]],
    server: LocalServer,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    no_bar: OpenBar,
) -> None:
    contents = small("kmnist")
    resources = [(f"{role}.gz", md5(b"another")) for role in contents]
    monkeypatch.setattr(datasets.KMNIST, "resources", resources)
    for role, content in contents.items():
        server.answers[f"/{role}.gz"] = whole(gzip.compress(content))
    with pytest.raises(FetchError, match=r"wrong file: .* bytes with MD5"):
        fetched(dataset("kmnist", f"{server.url}/"), tmp_path, no_bar)
    assert not (tmp_path / "raw").exists()


@pytest.mark.parametrize("name", ["emnist_digits", "emnist_letters", "qmnist", "kmnist"])
def test_a_folder_with_the_published_names_gives_upright_images_and_labels_from_0(
    name: str, small: Callable[[str], dict[str, bytes]], tmp_path: Path, no_bar: OpenBar
) -> None:
    folder = tmp_path / "mine"
    folder.mkdir()
    known = PUBLISHED[name]  # pyright: ignore[reportArgumentType] - a name of the list above
    for role, content in small(name).items():
        (folder / f"{known.published_names.get(role, role)}.gz").write_bytes(gzip.compress(content))
    assert_same(fetched(dataset(name, str(folder)), tmp_path, no_bar), known.classes)


def test_what_one_folder_held_is_not_taken_for_what_another_source_holds(
    small: Callable[[str], dict[str, bytes]], tmp_path: Path, no_bar: OpenBar
) -> None:
    """Nobody has published checksums of KMNIST: another dataset may have files of its sizes."""
    contents = small("kmnist")
    true, other = tmp_path / "true", tmp_path / "other"
    for folder, byte in ((other, b"\1"), (true, b"")):
        folder.mkdir()
        for role, content in contents.items():
            (folder / role).write_bytes(content[: len(content) - len(byte)] + byte)
    fetched(dataset("kmnist", str(other)), tmp_path, no_bar)
    assert_same(
        fetched(dataset("kmnist", str(true)), tmp_path, no_bar), PUBLISHED["kmnist"].classes
    )


def test_files_of_a_folder_have_the_published_sizes(
    small: Callable[[str], dict[str, bytes]], tmp_path: Path
) -> None:
    small("kmnist")
    folder = tmp_path / "mine"
    write_dataset(folder, TEST, TRAIN)
    with pytest.raises(FolderError) as refused:
        expected_files(dataset("kmnist", str(folder)))
    assert str(refused.value) == (
        f"the folder {folder}: {folder / ROLES[0]}.gz: holds 4,720 bytes, the published file 7,072;"
        " see `dataset.source` in params.yaml"
    )


def test_own_files_are_taken_as_they_are_now(tmp_path: Path, no_bar: OpenBar) -> None:
    folder = tmp_path / "mine"
    write_dataset(folder, TRAIN, TEST)
    highest = int(max(TRAIN.labels.max(), TEST.labels.max()))
    numbers = tuple(map(str, range(highest + 1)))
    assert_same(fetched(dataset("own", str(folder)), tmp_path, no_bar), numbers)
    # Another time there are others in it.
    write_dataset(folder, TEST, TRAIN)
    train, test = fetched(dataset("own", str(folder)), tmp_path, no_bar)
    assert train.images.equal(TEST.images)
    assert test.images.equal(TRAIN.images)


def test_own_classes_have_names(tmp_path: Path, no_bar: OpenBar) -> None:
    write_dataset(tmp_path / "mine", TRAIN, TEST)
    names = [f"kind {label}" for label in range(12)]
    data = dataset("own", str(tmp_path / "mine"), classes=names)
    assert_same(fetched(data, tmp_path, no_bar), tuple(names))


def test_a_label_without_a_name_is_named(tmp_path: Path, no_bar: OpenBar) -> None:
    write_dataset(tmp_path / "mine", TRAIN, TEST)
    data = dataset("own", str(tmp_path / "mine"), classes=["yes", "no"])
    said = r"train-labels-idx1-ubyte: label \d; they should be from 0 to 1, for 2 classes"
    with pytest.raises(ImagesError, match=said):
        fetched(data, tmp_path, no_bar)


def test_letters_that_count_from_0_are_refused(
    small: Callable[[str], dict[str, bytes]], tmp_path: Path, no_bar: OpenBar
) -> None:
    contents = small("emnist_letters")
    folder = tmp_path / "mine"
    folder.mkdir()
    for role, content in contents.items():
        (folder / role).write_bytes(content)
    labels = contents[ROLES[1]]
    (folder / ROLES[1]).write_bytes(labels[:-1] + b"\0")
    with pytest.raises(ImagesError, match="label 0; they should be from 1 to 26, for 26 classes"):
        fetched(dataset("emnist_letters", str(folder)), tmp_path, no_bar)


BAD_FILES = {
    "no IDX file": (b"<html>Please log in</html>", "begins with"),
    "empty": (b"", "begins with"),
    "half a header": (bytes([0, 0, 8, 3, 0, 0]), "too few for an IDX header"),
    "cut short": (idx_bytes(TRAIN.images[:, 0])[:-1], "longer or shorter than its header"),
    "too long": (idx_bytes(TRAIN.images[:, 0]) + b"x", "longer or shorter than its header"),
    "a huge promise": (bytes([0, 0, 8, 3]) + b"\xff" * 12, "more than can be read"),
    "a bomb": (
        gzip.compress(idx_bytes(TRAIN.images[:, 0]) + bytes(40_000_000)),
        "longer or shorter than its header",
    ),
    "cut gzip": (gzip.compress(idx_bytes(TRAIN.images[:, 0]))[:-9], "ends too early"),
}


@pytest.mark.parametrize("kind", BAD_FILES)
def test_a_bad_file_of_ones_own_is_named_before_anything_is_copied(
    kind: str, tmp_path: Path
) -> None:
    content, said = BAD_FILES[kind]
    folder = tmp_path / "mine"
    write_dataset(folder, TRAIN, TEST)
    (folder / ROLES[0]).write_bytes(content)  # comes before the one that ends in .gz
    with pytest.raises(FolderError, match=f"{ROLES[0]}: .*{said}"):
        expected_files(dataset("own", str(folder)))


def test_a_file_of_ones_own_that_is_missing_is_named(tmp_path: Path) -> None:
    with pytest.raises(FolderError, match="holds none of train-images-idx3-ubyte"):
        expected_files(dataset("own", str(tmp_path)))


@pytest.mark.parametrize(
    ("name", "source", "said"),
    [
        ("own", "auto", "folder or an address"),
        ("own", "package-index", "folder or an address"),
        ("own", "http://127.0.0.1/", "should have `files`"),
        ("kmnist", "package-index", "has mnist alone"),
    ],
)
def test_what_cannot_be_had_is_refused(name: str, source: str, said: str) -> None:
    with pytest.raises(ValueError, match=said):
        dataset(name, source)


@pytest.mark.parametrize(
    "classes",
    [["one"], ["a", "a"], ["", "b"], [" a", "b"], ["a\nb", "c"], ["x" * 25, "y"], [1, 2], "ab"],
)
def test_names_of_classes_that_would_surprise_are_refused(classes: object) -> None:
    with pytest.raises(ValueError, match="classes"):
        dataset("own", "folder", classes=classes)
