"""Stage `normalize`: raw files to cached tensors, the split, and the statistics of the pixels."""

import sys
from dataclasses import asdict
from pathlib import Path

import torch

from digits.data.images import LabelledImages
from digits.data.raw_images import read_raw_images
from digits.data.split import split_indices
from digits.data.statistics import pixel_statistics
from digits.data.tensor_file import class_metadata
from digits.errors import reported_to_user
from digits.params.read import read_params
from digits.records import write_json
from digits.terminal import showable
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
    params = read_params()
    split = params.split
    train, test = read_raw_images(RAW, params.dataset)
    training, validation = split_indices(len(train), split.validation_size, split.seed)
    indices = {"training": training, "validation": validation}
    classes = class_metadata(train.classes)
    write_tensors(
        TENSORS / "train.safetensors",
        {"images": train.images, "labels": train.labels, **indices},
        classes,
    )
    write_tensors(
        TENSORS / "test.safetensors", {"images": test.images, "labels": test.labels}, classes
    )
    statistics = pixel_statistics(train.images)
    class_counts = {
        name: torch.bincount(train.labels[chosen], minlength=len(train.classes)).tolist()
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
            say(f"{name} {array}: {tensor.dtype}, {shape}")
    for name, counts in class_counts.items():
        each = ", ".join(
            f"{count} × {label}" for label, count in zip(train.classes, counts, strict=True)
        )
        say(f"{name}: {sum(counts)} images: {each}")


def say(line: str) -> None:
    """Print a line, whatever the terminal can show of it."""
    print(showable(line, sys.stdout.encoding))


if __name__ == "__main__":
    with reported_to_user():
        main()
