"""What is known of a dataset that others have published."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from digits.data.form import MNIST_FORM, Form
from digits.data.raw_files import ROLES, ExpectedFile

_PIXELS = 28 * 28  # bytes of an image
_IMAGES_HEADER = 16  # bytes


@dataclass(frozen=True)
class PublishedDataset:
    """A dataset, and how its files differ from MNIST's."""

    subject: str  # what the images show
    classes: tuple[str, ...]
    files: Mapping[str, ExpectedFile]  # by their names in data/raw
    form: Form = MNIST_FORM
    # Whether what is drawn was scaled to a box and moved to its centre of mass, or nearly so.
    centred_by_mass: bool = False
    # By their names in data/raw, where they are published under others.
    published_names: Mapping[str, str] = field(default_factory=dict[str, str])

    @property
    def has_checksums(self) -> bool:
        """Whether the SHA-256 of every file is known."""
        return all(file.sha256 for file in self.files.values())


def expected_files(
    train: int, test: int, *checksums: str, header: int = 8, label: int = 1
) -> dict[str, ExpectedFile]:
    """The four files of so many images, by their names in data/raw.

    Args:
        train: images.
        test: images.
        checksums: SHA-256 of each file, or none.
        header: bytes of a file of labels.
        label: bytes of each.
    """
    sizes = [
        size
        for count in (train, test)
        for size in (_IMAGES_HEADER + count * _PIXELS, header + count * label)
    ]
    sums = checksums or (None,) * len(ROLES)
    return {
        role: ExpectedFile(size, sha256)
        for role, size, sha256 in zip(ROLES, sizes, sums, strict=True)
    }


def names_by_role(*published: str) -> dict[str, str]:
    """The names of the four files where they are published, by those in data/raw."""
    return dict(zip(ROLES, published, strict=True))
