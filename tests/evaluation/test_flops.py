"""Floating-point operations, against torch's own counter."""

import subprocess
import sys
from pathlib import Path

import pytest
import torch
from every_model import MODELS
from torch import Tensor, nn
from torch.utils.flop_counter import FlopCounterMode
from trained import seeded_classifier

from digits.evaluation.flops import CountedFlops

ARCHITECTURES = sorted({model.architecture for model in MODELS.values()})


class Attentive(nn.Module):
    """Products of matrices that no layer of ours has; one gives a list of tensors."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(28, 4, batch_first=True)
        self.memory = nn.LSTM(28, 8, batch_first=True)

    def forward(self, images: Tensor) -> Tensor:
        rows = images[:, 0]
        seen, _ = self.attention(rows, rows, rows)
        remembered, _ = self.memory(torch.einsum("nij,nkj->nik", seen, rows))
        return remembered


def assert_as_torch_counts(network: nn.Module, images: Tensor) -> None:
    with CountedFlops() as found, torch.no_grad():
        network(images)
    with FlopCounterMode(display=False) as expected, torch.no_grad():
        network(images)
    assert found.count == expected.get_total_flops() > 0


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_counts_as_torch_does(architecture: str, training: bool) -> None:  # noqa: FBT001 - pytest's
    images = torch.zeros(2, 1, 28, 28)
    assert_as_torch_counts(seeded_classifier(architecture).network.train(training), images)


def test_counts_products_that_no_layer_of_ours_has() -> None:
    assert_as_torch_counts(Attentive(), torch.rand(2, 1, 28, 28))


def test_leaves_torchs_compiler_on_the_disk() -> None:
    program = """
import sys
from trained import seeded_classifier
from digits.evaluation.cost import cost_scores
cost_scores(seeded_classifier("compact_cnn"), images=10, epochs=1)
assert "torch._dynamo" not in sys.modules
"""
    folder = Path(__file__).parents[1]
    subprocess.run([sys.executable, "-c", program], cwd=folder, check=True, timeout=120)  # noqa: S603 - no shell, no foreign text
