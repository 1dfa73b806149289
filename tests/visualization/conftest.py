"""Networks as they are seeded, and digits for them to look at."""

import pytest
import torch
from odd_networks import odd_networks, with_network
from synthetic import synthetic_digits
from torch import nn

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier


@pytest.fixture
def linear() -> TorchClassifier:
    """A network whose logits are weighted sums of the pixels."""
    torch.manual_seed(0)
    return with_network(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), mean=0.2, std=0.5)


@pytest.fixture
def odd() -> dict[str, TorchClassifier]:
    """`odd_networks` as classifiers."""
    torch.manual_seed(0)
    return {kind: with_network(network) for kind, network in odd_networks().items()}


@pytest.fixture(scope="session")
def test_images() -> LabelledImages:
    """60 synthetic digits, each of the ten among them."""
    digits = synthetic_digits(60, seed=2)
    assert set(digits.labels.tolist()) == set(range(10))
    return digits
