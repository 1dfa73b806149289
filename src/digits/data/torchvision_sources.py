"""Where torchvision fetches each dataset from, and the checksums that it expects.

It is asked, and not copied: a later version may know better addresses.
"""

from collections.abc import Iterator
from pathlib import PurePosixPath

from digits.data.mirror import Mirror
from digits.data.published import PUBLISHED
from digits.data.zip_archive import ZipArchive
from digits.params.dataset import PublishedName


def torchvision_sources(name: PublishedName, timeout: float) -> Iterator[Mirror | ZipArchive]:
    """The places that torchvision knows for a dataset, in its order.

    Args:
        name: of the dataset.
        timeout: seconds for one file, or for EMNIST's archive.
    """
    # Imported here: it takes seconds, and only a first download needs it.
    from torchvision import datasets  # noqa: PLC0415

    names = PUBLISHED[name].published_names
    match name:
        case "mnist" | "fashion_mnist" | "kmnist":
            known = {
                "mnist": datasets.MNIST,
                "fashion_mnist": datasets.FashionMNIST,
                "kmnist": datasets.KMNIST,
            }[name]
            for url in known.mirrors:
                yield Mirror(url, timeout, names, dict(known.resources))
        case "qmnist":
            resources = [
                pair for subset in ("train", "test") for pair in datasets.QMNIST.resources[subset]
            ]
            parents = {url.rpartition("/")[0] for url, _ in resources}
            md5 = {PurePosixPath(url).name: checksum for url, checksum in resources}
            for parent in sorted(parents):
                yield Mirror(f"{parent}/", timeout, names, md5)
        case "emnist_digits" | "emnist_letters":
            yield ZipArchive(datasets.EMNIST.url, timeout, datasets.EMNIST.md5, names)
