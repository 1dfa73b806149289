"""Whether an ONNX file answers as the network that it was made from."""

from dataclasses import dataclass
from typing import cast

import numpy as np
import onnxruntime
import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from digits.export.errors import ExportError
from digits.torch_classifier import TorchClassifier, logits_in_batches

# Between logits of up to `_USUAL`; of larger ones float32 holds fewer digits behind the point.
TOLERANCE = 1e-4
# Two logits of torch's as near as this may change places with the size of a batch: a tie.
_TIE = 1e-5
_USUAL = 32


@dataclass(frozen=True)
class Comparison:
    """The answers of an ONNX file beside those of torch, in float32, to the same images."""

    images: int
    largest_difference: float  # between two logits
    differing: int  # predictions; where torch's answer is a tie, either will do
    torch_logits: Float[Tensor, "n classes"]

    @property
    def tolerance(self) -> float:
        """The largest difference that roundings explain."""
        return TOLERANCE * _times_usual(self.torch_logits)


def _times_usual(logits: Float[Tensor, "n classes"]) -> float:
    return max(1.0, float(logits.abs().max()) / _USUAL)


def compare(
    content: bytes,
    classifier: TorchClassifier,
    images: UInt8[Tensor, "n 1 height width"],
    preparation: nn.Module,
    *,
    batch_size: int,
    threads: int,
) -> Comparison:
    """Let onnxruntime and torch answer, both on the CPU.

    Args:
        content: of the file.
        classifier: that it was made from, on the CPU.
        images: one or more.
        preparation: what the file has before the network.
        batch_size: images at a time; it bounds the memory.
        threads: of onnxruntime; torch's are set for the whole process.
    """
    found = torch.from_numpy(_onnx_logits(content, images.numpy(), batch_size, threads))
    expected = logits_in_batches(
        classifier.network,
        images,
        batch_size,
        prepare=lambda batch: classifier.normalize(preparation(batch)),
    )
    predicted = found.argmax(1, keepdim=True)
    # By how much torch prefers its own prediction: 0 where both are the same.
    preferred = expected.amax(1, keepdim=True) - expected.gather(1, predicted)
    return Comparison(
        images=len(images),
        largest_difference=float((found - expected).abs().max()),
        differing=int((preferred > _TIE * _times_usual(expected)).sum()),
        torch_logits=expected,
    )


def check(comparison: Comparison, model: str) -> None:
    """Raises `ExportError` with the figures where the file answers otherwise than torch."""
    # Written so that NaN fails too.
    if comparison.largest_difference <= comparison.tolerance and not comparison.differing:
        return
    raise ExportError(
        f"{model}: as ONNX, it answers otherwise than in torch: logits differ by up to"
        f" {comparison.largest_difference:.2g}, should be {comparison.tolerance:.2g} at most;"
        f" {comparison.differing:,} of {comparison.images:,} predictions differ, should be none;"
        " install the versions of requirements.lock, or replace the layer that they translate"
        " wrongly"
    )


def _onnx_logits(
    content: bytes, images: UInt8[np.ndarray, "n 1 height width"], batch_size: int, threads: int
) -> Float[np.ndarray, "n classes"]:
    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads = threads
    options.add_session_config_entry("session.set_denormal_as_zero", "1")  # as torch is set up
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    batches = np.split(images, range(batch_size, len(images), batch_size))
    answers = [session.run(["logits"], {"images": batch})[0] for batch in batches]
    return np.concatenate(cast("list[np.ndarray]", answers))
