"""What onnxruntime makes of a file."""

from typing import cast

import numpy as np
import onnxruntime
import torch
from torch import Tensor


def outputs_of(content: bytes, images: Tensor) -> dict[str, Tensor]:
    """All outputs, in order, by their names."""
    session = onnxruntime.InferenceSession(content, providers=["CPUExecutionProvider"])
    names = [output.name for output in session.get_outputs()]
    values = cast("list[np.ndarray]", session.run(names, {"images": images.numpy()}))
    return {name: torch.from_numpy(value) for name, value in zip(names, values, strict=True)}
