"""What every network has in common, whatever is inside it."""

import copy
from importlib import import_module

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from every_model import ARCHITECTURES
from trained import seeded_classifier
from weights import weight_bytes

from digits.data.images import LabelledImages

pytestmark = pytest.mark.parametrize("architecture", ARCHITECTURES)


@pytest.mark.parametrize(("given", "classes"), [((), 10), ((3,), 3)], ids=str)
def test_tells_ten_classes_apart_unless_it_is_told_how_many(
    architecture: str, given: tuple[int, ...], classes: int
) -> None:
    network = import_module(f"digits.models.{architecture}").Model(*given)
    assert network.get_submodule("logits").out_features == classes


@pytest.mark.parametrize("batch", [1, 7])
def test_gives_ten_finite_logits_per_image(architecture: str, batch: int) -> None:
    logits = seeded_classifier(architecture).eval().network(torch.randn(batch, 1, 28, 28))
    assert logits.shape == (batch, 10)
    assert logits.isfinite().all()


def test_ends_in_logits_not_in_probabilities(architecture: str, digits_200: LabelledImages) -> None:
    logits = seeded_classifier(architecture).eval()(digits_200.images)
    assert (logits < 0).any()
    assert (logits > 0).any()  # log-probabilities never are
    assert ((logits.sum(1) - 1).abs() > 1e-3).any()


def test_every_parameter_learns(architecture: str, digits_200: LabelledImages) -> None:
    classifier = seeded_classifier(architecture)
    F.cross_entropy(classifier(digits_200.images[:64]), digits_200.labels[:64]).backward()
    for name, parameter in classifier.named_parameters():
        assert parameter.grad is not None, name
        assert parameter.grad.isfinite().all(), name
        assert parameter.grad.any(), name


def test_same_seed_gives_the_same_bytes(architecture: str, digits_200: LabelledImages) -> None:
    first, second = (seeded_classifier(architecture, seed=3).eval() for _ in range(2))
    assert weight_bytes(first) == weight_bytes(second)
    assert first(digits_200.images[:20]).equal(second(digits_200.images[:20]))


def test_another_seed_gives_other_weights(architecture: str) -> None:
    first, second = (weight_bytes(seeded_classifier(architecture, seed=seed)) for seed in (3, 4))
    assert first["network.logits.weight"] != second["network.logits.weight"]


def test_an_image_has_the_same_logits_alone_and_in_a_batch(
    architecture: str, digits_200: LabelledImages
) -> None:
    classifier = seeded_classifier(architecture).eval()
    together = classifier(digits_200.images[:7])
    alone = torch.cat([classifier(image[None]) for image in digits_200.images[:7]])
    torch.testing.assert_close(alone, together, rtol=1e-4, atol=1e-5)


def test_channels_last_gives_the_same_logits(architecture: str, digits_200: LabelledImages) -> None:
    plain = seeded_classifier(architecture).eval()
    reordered = copy.deepcopy(plain).to(memory_format=torch.channels_last)
    images = digits_200.images[:20]
    torch.testing.assert_close(reordered(images), plain(images), rtol=0, atol=1e-4)
