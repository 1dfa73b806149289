"""MNIST as the tutorials read it: an image at a time through PIL, scaled and normalized."""

from pathlib import Path
from tempfile import TemporaryDirectory

from sources import cyclic
from torchvision import transforms
from torchvision.datasets import MNIST

from digits.data.images import ImagesError

RAW = Path("data/raw")


def repeated_mnist(count: int) -> MNIST:
    """The images of `repeated_images` as torchvision's dataset; raises as `mnist`."""
    dataset = mnist(train=True)
    indices = cyclic(count, len(dataset.data))
    # In place of a Subset, which would put another call between loader and image.
    dataset.data, dataset.targets = dataset.data[indices], dataset.targets[indices]
    return dataset


def mnist(*, train: bool) -> MNIST:
    """All training or test images.

    Raises `ImagesError` where the stage `download` hasn't run.
    """
    if not (RAW / "train-images-idx3-ubyte").is_file():
        raise ImagesError(f"{RAW}: holds no MNIST; make it with: make repro, or dvc repro download")
    transform = transforms.Compose(
        [transforms.ToTensor(), transforms.Normalize((0.1307,), (0.3081,))]
    )
    with TemporaryDirectory() as root:  # torchvision reads all of it at once
        folder = Path(root) / "MNIST"
        folder.mkdir()
        (folder / "raw").symlink_to(RAW.resolve(), target_is_directory=True)
        return MNIST(root, train=train, transform=transform)
