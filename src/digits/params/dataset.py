"""params.yaml, `dataset` and `split`: which images there are and which are set aside."""

from collections.abc import Mapping
from typing import Annotated

from pydantic import Field

from digits.params.block import Block
from digits.params.kinds import Seed, Sha256, Text


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


class Dataset(Block):
    """Where the raw files come from, and what they must be."""

    source: Text  # auto, torchvision, package-index, an address or a folder
    timeout: Annotated[float, Field(gt=0, le=86_400)]  # seconds for one attempt at one source
    files: RawFiles


class Split(Block):
    """Which training images are set aside for validation."""

    validation_size: Annotated[int, Field(ge=0)]  # images
    seed: Seed
