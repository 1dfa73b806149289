"""Stage `normalize`: raw files to cached tensors, the split, and the statistics of the pixels."""

from dataclasses import asdict
from pathlib import Path

import torch

from digits.data.images import CLASSES, LabelledImages
from digits.data.raw_images import read_labelled_images
from digits.data.split import split_indices
from digits.data.statistics import pixel_statistics
from digits.errors import reported_to_user
from digits.params.read import read_params
from digits.records import write_json
from digits.whole_file import write_tensors

RAW = Path("data/raw")
TENSORS = Path("data/tensors")


def arrays(data: LabelledImages) -> dict[str, object]:
    """Shapes and types of a set's arrays."""
    return {
        name: {"shape": list(tensor.shape), "dtype": str(tensor.dtype).removeprefix("torch.")}
        for name, tensor in (("images", data.images), ("labels", data.labels))
    }


def main() -> None:
    """Write data/tensors/{train,test}.safetensors and metrics/normalization.json."""
    split = read_params().split
    train = read_labelled_images(RAW / "train-images-idx3-ubyte", RAW / "train-labels-idx1-ubyte")
    test = read_labelled_images(RAW / "t10k-images-idx3-ubyte", RAW / "t10k-labels-idx1-ubyte")
    training, validation = split_indices(len(train), split.validation_size, split.seed)
    indices = {"training": training, "validation": validation}
    write_tensors(
        TENSORS / "train.safetensors", {"images": train.images, "labels": train.labels, **indices}
    )
    write_tensors(TENSORS / "test.safetensors", {"images": test.images, "labels": test.labels})
    statistics = pixel_statistics(train.images)
    class_counts = {
        name: torch.bincount(train.labels[chosen], minlength=CLASSES).tolist()
        for name, chosen in indices.items()
    }
    write_json(
        Path("metrics/normalization.json"),
        {
            **asdict(statistics),
            "train": arrays(train),
            "test": arrays(test),
            "class_counts": class_counts,
        },
    )
    print(f"pixels in [0, 1]: mean {statistics.mean:.4f}, standard deviation {statistics.std:.4f}")
    for name, data in (("train", train), ("test", test)):
        for array, tensor in (("images", data.images), ("labels", data.labels)):
            shape = " × ".join(map(str, tensor.shape))
            print(f"{name} {array}: {tensor.dtype}, {shape}")
    for name, counts in class_counts.items():
        print(f"{name}: {sum(counts)} images; of the digits 0 to 9: {counts}")


if __name__ == "__main__":
    with reported_to_user():
        main()
