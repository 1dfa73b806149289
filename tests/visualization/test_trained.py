"""The network that pictures are of: the one that was judged."""

from pathlib import Path

import pytest
import torch
from jaxtyping import Float
from torch import Tensor
from trained import seeded_classifier

from digits.checkpoint import CheckpointError, save_classifier
from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.visualization.trained import load_judged


class Judged:
    """Saved weights, and what their network says of three images."""

    def __init__(self, folder: Path, test: LabelledImages) -> None:
        self.weights = folder / "m" / "weights.safetensors"
        self.images = test.images[:3]
        classifier = seeded_classifier("mlp_small").eval()
        save_classifier(classifier, self.weights)
        with torch.inference_mode():
            self.logits = classifier(self.images)

    def load(self, logits: Float[Tensor, "n classes"]) -> TorchClassifier:
        cpu = torch.device("cpu")
        return load_judged(self.weights, "mlp_small", cpu, self.images, logits)


@pytest.fixture
def judged(tmp_path: Path, test_images: LabelledImages) -> Judged:
    return Judged(tmp_path, test_images)


@pytest.mark.parametrize("share", [0.0, 0.008, -0.008])
def test_answers_may_differ_by_a_hundredth_of_the_largest(judged: Judged, share: float) -> None:
    logits = judged.logits.clone()
    logits[1, 4] += share * logits.abs().max()
    assert not judged.load(logits).training


@pytest.mark.parametrize("share", [0.013, -0.013, torch.nan])
def test_other_answers_are_refused_with_the_remedy(judged: Judged, share: float) -> None:
    logits = judged.logits.clone()
    logits[1, 4] += share * logits.abs().max()
    with pytest.raises(CheckpointError) as refused:
        judged.load(logits)
    assert str(refused.value) == (
        f"{judged.weights}: gives other answers than `evaluate` wrote; make both again with:"
        " dvc repro train@m evaluate@m"
    )
