"""Datasets in MNIST's form that tests make for themselves."""

import gzip
import struct
from pathlib import Path

import torch
from torch import Tensor

from digits.data.images import LabelledImages


def synthetic_digits(count: int, seed: int) -> LabelledImages:
    """Images that show their label as a bright block at its own place, in noise.

    A network learns them within a few steps; no real digit is needed.
    """
    generator = torch.Generator().manual_seed(seed)
    labels = torch.randint(0, 10, (count,), generator=generator)
    images = torch.randint(0, 60, (count, 1, 28, 28), generator=generator, dtype=torch.uint8)
    for index, label in enumerate(labels.tolist()):
        row, column = 2 + 14 * (label // 5), 2 + 5 * (label % 5)
        images[index, 0, row : row + 10, column : column + 4] = 230
    return LabelledImages(images, labels)


def idx_bytes(values: Tensor) -> bytes:
    """A tensor of uint8 or int32 as an IDX file."""
    kind = {torch.uint8: 8, torch.int32: 12}[values.dtype]
    header = bytes([0, 0, kind, values.dim()]) + struct.pack(f">{values.dim()}I", *values.shape)
    array = values.numpy()
    return header + array.astype(array.dtype.newbyteorder(">")).tobytes()


def write_dataset(folder: Path, train: LabelledImages, test: LabelledImages) -> dict[str, bytes]:
    """Write the four files as `.gz` into a folder; return their uncompressed bytes by name."""
    contents = {
        "train-images-idx3-ubyte": idx_bytes(train.images[:, 0]),
        "train-labels-idx1-ubyte": idx_bytes(train.labels.to(torch.uint8)),
        "t10k-images-idx3-ubyte": idx_bytes(test.images[:, 0]),
        "t10k-labels-idx1-ubyte": idx_bytes(test.labels.to(torch.uint8)),
    }
    folder.mkdir(parents=True, exist_ok=True)
    for name, content in contents.items():
        (folder / f"{name}.gz").write_bytes(gzip.compress(content, mtime=0))
    return contents
