"""The four files of a dataset in MNIST's form, as they lie in data/raw."""

from dataclasses import dataclass

# Their names there, whatever they are called where they were published.
TRAIN_IMAGES, TRAIN_LABELS = "train-images-idx3-ubyte", "train-labels-idx1-ubyte"
TEST_IMAGES, TEST_LABELS = "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte"
ROLES = (TRAIN_IMAGES, TRAIN_LABELS, TEST_IMAGES, TEST_LABELS)


@dataclass(frozen=True)
class ExpectedFile:
    """What a raw file must be once it is uncompressed."""

    size: int  # bytes
    # None: nobody has published it; the compressed file is then checked against torchvision's MD5.
    sha256: str | None = None
