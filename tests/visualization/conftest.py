"""Networks as they are seeded, and digits for them to look at."""

import pytest
import torch
from synthetic import synthetic_digits
from torch import nn

from digits.classifier import Classifier
from digits.data.images import LabelledImages


def with_network(network: nn.Module, *, mean: float = 0.0, std: float = 1.0) -> Classifier:
    """A classifier around any network of the test's."""
    classifier = Classifier("mlp_small", mean=mean, std=std)
    classifier.network = network
    return classifier


@pytest.fixture
def linear() -> Classifier:
    """A network whose logits are weighted sums of the pixels."""
    torch.manual_seed(0)
    return with_network(nn.Sequential(nn.Flatten(), nn.Linear(784, 10)), mean=0.2, std=0.5)


@pytest.fixture(scope="session")
def test_images() -> LabelledImages:
    """60 synthetic digits, each of the ten among them."""
    digits = synthetic_digits(60, seed=2)
    assert set(digits.labels.tolist()) == set(range(10))
    return digits
