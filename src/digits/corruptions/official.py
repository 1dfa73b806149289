"""The files of MNIST-C itself, where the user has them.

A folder for each corruption holds `test_images.npy`: all test images in their order, as bytes.

Source: Mu & Gilmer, "MNIST-C: a robustness benchmark for computer vision", 2019.
"""

from pathlib import Path
from tokenize import TokenError

import numpy as np
import torch
from jaxtyping import UInt8
from torch import Tensor

from digits.data.images import SIDE
from digits.errors import UserError

_REPAIR = "see `robustness.mnist_c` in params.yaml; null makes images like these"


class OfficialFilesError(UserError):
    """A file of MNIST-C is missing, damaged, or of other images."""


def official_images(folder: Path, name: str, count: int) -> UInt8[Tensor, "n 1 28 28"]:
    """All test images under one corruption.

    Args:
        folder: that holds a folder for each corruption.
        name: of the corruption, as in `CORRUPTIONS`.
        count: of the test images.

    Raises `OfficialFilesError` where the file is not the expected one.
    """
    path = folder / name / "test_images.npy"
    try:
        # Mapped, so that a header can't ask for more memory than the file has; never unpickled.
        # `np.load` would also open an archive of arrays.
        images = np.lib.format.open_memmap(path, mode="r")
    except OSError as error:
        raise OfficialFilesError(
            f"{path}: can't be read ({error.strerror or error}); {_REPAIR}"
        ) from error
    except (ValueError, EOFError, OverflowError, SyntaxError, TypeError, TokenError) as error:
        raise OfficialFilesError(f"{path}: is no array of NumPy's ({error}); {_REPAIR}") from error
    shape = (count, SIDE, SIDE, 1)
    if images.shape != shape or images.dtype != np.uint8:
        raise OfficialFilesError(
            f"{path}: found {images.dtype} of shape {images.shape}; should be uint8 of {shape};"
            f" {_REPAIR}"
        )
    return torch.from_numpy(np.array(images)).permute(0, 3, 1, 2).contiguous()
