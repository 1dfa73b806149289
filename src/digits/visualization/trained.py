"""The network that a picture is of: the one that params.yaml means and `evaluate` judged."""

from pathlib import Path

import torch
from jaxtyping import Float, UInt8
from torch import Tensor

from digits.checkpoint import CheckpointError, load_classifier
from digits.torch_classifier import TorchClassifier

_CLOSE = 0.01  # of the largest logit: sums are grouped differently in batches of other sizes


def load_judged(
    weights: Path,
    architecture: str,
    device: torch.device,
    images: UInt8[Tensor, "n 1 28 28"],
    logits: Float[Tensor, "n classes"],
) -> TorchClassifier:
    """Load a network in evaluation mode.

    Args:
        weights: the file, in a folder that has the name of the model.
        architecture: that params.yaml names.
        device: to move it to.
        images: some that it was judged by, one or more.
        logits: its answers to them.

    Raises `CheckpointError` where the file can't be read, is of another architecture, or gives
    other answers.
    """
    model = weights.parent.name
    classifier = load_classifier(
        weights,
        classes=logits.shape[1],
        expected=architecture,
        repair=f"make it with: dvc repro train@{model}",
    )
    classifier.to(device).eval()
    with torch.inference_mode():
        found = classifier(images.to(device)).float().cpu()
    # Written so that NaN fails too.
    if not (found - logits).abs().max() <= _CLOSE * logits.abs().max():
        raise CheckpointError(
            f"{weights}: gives other answers than `evaluate` wrote; make both again with:"
            f" dvc repro train@{model} evaluate@{model}"
        )
    return classifier
