"""Pixels in, logits out, and the normalization between."""

import pytest
import torch
from every_model import ARCHITECTURES
from hypothesis import given, settings
from hypothesis import strategies as st
from trained import seeded_classifier
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier, logits_in_batches


@settings(deadline=None, max_examples=50)
@given(pixel=st.integers(0, 255), mean=st.floats(-2, 2), std=st.floats(0.01, 200))
def test_normalizes_by_the_formula(pixel: int, mean: float, std: float) -> None:
    images = torch.full((2, 1, 28, 28), pixel, dtype=torch.uint8)
    found = TorchClassifier("mlp_small", mean=mean, std=std).normalize(images)
    assert found.dtype == torch.float32
    expected = torch.full((2, 1, 28, 28), (pixel / 255 - mean) / std)
    torch.testing.assert_close(found, expected, rtol=1e-5, atol=1e-6 / std)


def test_the_network_sees_normalized_images(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("mlp_small")
    by_hand = classifier.network((digits_200.images.float() / 255 - 0.13) / 0.31)
    torch.testing.assert_close(classifier(digits_200.images), by_hand)


def test_the_normalization_is_saved_and_not_trained() -> None:
    classifier = TorchClassifier("mlp_small", mean=0.25, std=0.5)
    assert {"mean", "std"} <= set(classifier.state_dict())
    assert all(name.startswith("network.") for name, _ in classifier.named_parameters())


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_counts_the_parameters_of_the_network(architecture: str) -> None:
    classifier = TorchClassifier(architecture)
    statistics = ("running_mean", "running_var", "num_batches_tracked")  # of batch normalization
    weights = [
        value
        for name, value in classifier.state_dict().items()
        if "." in name and not name.endswith(statistics)
    ]
    assert classifier.parameter_count() == sum(value.numel() for value in weights)


@pytest.mark.parametrize("batch_size", [1, 7, 20, 1000])
def test_batches_of_any_size_give_the_logits_of_one_by_one(
    batch_size: int, digits_200: LabelledImages
) -> None:
    classifier, images = seeded_classifier("simple_cnn"), digits_200.images[:20]
    found = logits_in_batches(classifier, images, batch_size)
    alone = torch.cat([classifier(image[None]) for image in images])
    torch.testing.assert_close(found, alone.detach(), rtol=1e-4, atol=1e-5)


def test_batches_leave_no_gradient_and_no_change(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("tiny_cnn")  # whose statistics would move with each batch
    before = weight_bytes(classifier)
    logits = logits_in_batches(classifier, digits_200.images, 64)
    assert not logits.requires_grad
    assert all(parameter.grad is None for parameter in classifier.parameters())
    assert weight_bytes(classifier) == before


def test_batches_are_run_without_dropout(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("simple_cnn").train()
    first, second = (logits_in_batches(classifier, digits_200.images, 64) for _ in range(2))
    assert first.equal(second)


def test_logits_are_float32_whatever_the_network_computes_in(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("mlp_small")
    classifier.network.bfloat16()
    images = classifier.normalize(digits_200.images).bfloat16()
    assert logits_in_batches(classifier.network, images, 64).dtype == torch.float32


def test_an_architecture_that_is_not_there_is_named() -> None:
    with pytest.raises(ImportError, match="lenet6"):
        TorchClassifier("lenet6")


def test_pixels_reach_from_0_to_1_and_classes_are_ten_where_nothing_is_said() -> None:
    classifier = TorchClassifier("mlp_small")
    images = torch.tensor([0, 255], dtype=torch.uint8).view(2, 1, 1, 1).expand(2, 1, 28, 28)
    assert classifier.normalize(images)[:, 0, 0, 0].tolist() == [0.0, 1.0]
    assert classifier(images).shape == (2, 10)
