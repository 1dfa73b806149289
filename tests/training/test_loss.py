"""The loss: why a network may end in logits, and why a softmax must not stand before it."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from hypothesis import given, settings
from hypothesis import strategies as st
from recipes import recipe
from torch import Tensor
from trained import CPU, seeded_classifier

from digits.data.images import LabelledImages
from digits.training.gradients import Gradients


def gradient_norm(loss: Tensor, logits: Tensor) -> float:
    return torch.autograd.grad(loss, logits)[0].norm().item()


@settings(deadline=None, max_examples=50)  # the first call is slow: it loads code
@given(seed=st.integers(0, 1000), size=st.sampled_from([0.01, 1.0, 30.0]))
def test_log_softmax_with_negative_log_likelihood_is_cross_entropy_on_logits(
    seed: int, size: float
) -> None:
    generator = torch.Generator().manual_seed(seed)
    logits = size * torch.randn(8, 10, generator=generator, dtype=torch.float64)
    labels = torch.randint(0, 10, (8,), generator=generator)
    logits.requires_grad_()
    of_logits = F.cross_entropy(logits, labels)
    of_log_probabilities = F.nll_loss(F.log_softmax(logits, dim=1), labels)
    torch.testing.assert_close(of_log_probabilities, of_logits)
    torch.testing.assert_close(
        torch.autograd.grad(of_log_probabilities, logits),
        torch.autograd.grad(of_logits, logits),
    )


def test_gradients_are_those_of_log_softmax_with_negative_log_likelihood(
    digits_200: LabelledImages,
) -> None:
    classifier = seeded_classifier("two_conv")
    network, labels = classifier.network, digits_200.labels[:32]
    images = classifier.normalize(digits_200.images[:32])
    _, ours = Gradients(network, recipe(batch_size=32), CPU).of(images, labels, 32)
    loss = F.nll_loss(F.log_softmax(network(images), dim=1), labels)
    theirs = torch.autograd.grad(loss, list(network.parameters()))
    torch.testing.assert_close(list(ours), list(theirs), rtol=1e-4, atol=1e-6)


@pytest.mark.parametrize("confidence", [0.0, 2.0, 5.0, 10.0])  # in a wrong answer
def test_a_doubled_softmax_flattens_the_gradient(confidence: float) -> None:
    logits = torch.zeros(1, 10)
    logits[0, 3] = confidence
    logits.requires_grad_()
    label = torch.tensor([7])
    right = gradient_norm(F.cross_entropy(logits, label), logits)
    doubled = gradient_norm(F.cross_entropy(logits.softmax(1), label), logits)
    assert doubled < right / 5


def test_a_doubled_softmax_never_lets_the_loss_reach_zero() -> None:
    sure_and_right = 100 * F.one_hot(torch.arange(10)).float()
    labels = torch.arange(10)
    assert F.cross_entropy(sure_and_right, labels).item() < 1e-6
    # One probability of 1 and nine of 0 as if they were logits: log(e + 9) - 1.
    assert F.cross_entropy(sure_and_right.softmax(1), labels).item() == pytest.approx(1.4612, 1e-4)
