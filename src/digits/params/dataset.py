"""params.yaml, `dataset` and `split`: which images there are and which are set aside."""

from collections.abc import Mapping
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, model_validator

from digits.params.block import Block
from digits.params.kinds import Seed, Sha256, Text

PublishedName = Literal[
    "mnist", "fashion_mnist", "kmnist", "emnist_digits", "emnist_letters", "qmnist"
]
DatasetName = Literal[PublishedName, "own"]
_LONGEST_CLASS_NAME = 24  # characters; pictures have room for no more
MOST_CLASSES = 64  # a table with a row and a column for each should fit a page
_FEWEST = 2


def _without_surprises(names: list[str]) -> list[str]:
    for name in names:
        if not name.isprintable() or name != name.strip() or not name:
            raise ValueError(
                f"{name!r} should be printable characters, and neither begin nor end with a space"
            )
        if len(name) > _LONGEST_CLASS_NAME:
            raise ValueError(f"{name!r} should have at most {_LONGEST_CLASS_NAME} characters")
    if len(set(names)) < len(names):
        raise ValueError("no name should occur twice")
    return names


class RawFile(Block):
    """What one IDX file must be once it is uncompressed."""

    sha256: Sha256
    size: Annotated[int, Field(ge=8, le=2**40)]  # bytes


class RawFiles(Block):
    """The four files of a dataset in MNIST's form."""

    train_images: RawFile = Field(alias="train-images-idx3-ubyte")
    train_labels: RawFile = Field(alias="train-labels-idx1-ubyte")
    test_images: RawFile = Field(alias="t10k-images-idx3-ubyte")
    test_labels: RawFile = Field(alias="t10k-labels-idx1-ubyte")

    def by_name(self) -> Mapping[str, RawFile]:
        """The files under the names that MNIST gave them."""
        return {
            str(field.alias): getattr(self, key) for key, field in type(self).model_fields.items()
        }


ClassNames = Annotated[
    list[str],
    Field(min_length=_FEWEST, max_length=MOST_CLASSES),
    AfterValidator(_without_surprises),
]


class Dataset(Block):
    """Which images, where the raw files come from, and what they must be."""

    name: DatasetName
    source: Text  # auto, torchvision, package-index, an address or a folder
    timeout: Annotated[
        float, Field(gt=0, le=86_400)
    ]  # seconds for one file, or one archive of them, from one source
    classes: ClassNames | None  # by label; None: the published ones, or the labels themselves
    files: RawFiles | None  # None: what is published of them; of one's own, any in a folder

    @model_validator(mode="after")
    def _can_be_had(self) -> "Dataset":
        keyword = self.source in {"auto", "torchvision", "package-index"}
        if self.name == "own" and keyword:
            raise ValueError("the name 'own' should go with a folder or an address as source")
        if self.source == "package-index" and self.name != "mnist":
            raise ValueError(f"the package index has mnist alone, not {self.name}")
        if self.name == "own" and self.files is None and is_address(self.source):
            raise ValueError(
                "files of your own at an address should have `files`: size and SHA-256 of each"
            )
        return self


def is_address(source: str) -> bool:
    """Whether `dataset.source` is an address, and no folder or word."""
    return source.startswith(("http://", "https://"))


def is_folder(source: str) -> bool:
    """Whether `dataset.source` is a folder, and no address or word."""
    return source not in {"auto", "torchvision", "package-index"} and not is_address(source)


class Split(Block):
    """Which training images are set aside for validation."""

    validation_size: Annotated[int, Field(ge=0)]  # images
    seed: Seed
