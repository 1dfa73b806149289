"""Twins of networks: the same answers, and the same gradients."""

import copy

import pytest
import torch
from every_layer import IMAGE, NETWORKS, built
from every_model import ARCHITECTURES
from side_by_side import LAYOUTS, assert_close_by_name, normal, output_and_gradients
from torch import Tensor, nn
from trained import seeded_classifier

from digits.data.images import LabelledImages
from digits.training.fast_layers.rewrite import with_fast_layers

kinds = pytest.mark.parametrize("kind", ["noise", "flat"])
layouts = pytest.mark.parametrize("layout", LAYOUTS)
architectures = pytest.mark.parametrize("architecture", ARCHITECTURES)
networks = pytest.mark.parametrize("name", NETWORKS)


def without_dropout(network: nn.Module) -> nn.Module:
    """The network in training mode, where none of its numbers is left out."""
    for module in network.modules():
        if isinstance(module, nn.Dropout):
            module.p = 0.0
    return network.train()


def images_of(kind: str, digits: LabelledImages) -> Tensor:
    """Sixteen images: of noise, or of ink on paper, where pooled pixels are often equal."""
    noise, ink = normal(16, 1, 28, 28), (digits.images[:16] > 100).float() * 3 - 0.4
    return {"noise": noise, "flat": ink}[kind]


def assert_same_training(twin: nn.Module, network: nn.Module, images: Tensor) -> None:
    """Output and gradients are equal; that of an image may go to another of two equal pixels."""
    output, _, gradients = output_and_gradients(twin, images)
    wanted, _, expected = output_and_gradients(network, images)
    torch.testing.assert_close(output, wanted, rtol=1e-4, atol=1e-5)
    assert_close_by_name(gradients, expected)


@architectures
@layouts
@kinds
def test_the_twin_of_every_architecture_answers_and_learns_alike(
    architecture: str, layout: str, kind: str, digits_200: LabelledImages
) -> None:
    network = without_dropout(seeded_classifier(architecture).network)
    network.to(memory_format=LAYOUTS[layout])
    images = images_of(kind, digits_200)
    assert_same_training(with_fast_layers(network, IMAGE), network, images)


@architectures
@kinds
def test_in_evaluation_the_twin_of_every_architecture_answers_alike(
    architecture: str, kind: str, digits_200: LabelledImages
) -> None:
    network = seeded_classifier(architecture).network
    twin = with_fast_layers(network, IMAGE).eval()
    images = images_of(kind, digits_200)
    torch.testing.assert_close(twin(images), network.eval()(images), rtol=1e-4, atol=1e-5)


@architectures
@layouts
@kinds
def test_under_bfloat16_the_twin_errs_no_more_than_the_network(
    architecture: str, layout: str, kind: str, digits_200: LabelledImages
) -> None:
    network = without_dropout(seeded_classifier(architecture).network)
    network.to(memory_format=LAYOUTS[layout])
    images = images_of(kind, digits_200)
    precise, _, gradients = output_and_gradients(network, images)
    plain, _, of_plain = output_and_gradients(network, images, half=True)
    fast, _, of_fast = output_and_gradients(with_fast_layers(network, IMAGE), images, half=True)
    assert fast.dtype == torch.bfloat16
    assert (fast - precise).norm() <= 2 * (plain - precise).norm()
    for name, gradient in gradients.items():
        error = (of_fast[name].reshape(gradient.shape) - gradient).norm()
        assert error <= 2 * (of_plain[name] - gradient).norm() + 0.01 * gradient.norm(), name


@networks
@layouts
@kinds
def test_the_twin_of_a_network_of_any_layers_answers_and_learns_alike(
    name: str, layout: str, kind: str, digits_200: LabelledImages
) -> None:
    network = built(name).to(memory_format=LAYOUTS[layout])
    images = images_of(kind, digits_200)
    # Apart, since a layer of both counts what passes through it.
    assert_same_training(
        with_fast_layers(copy.deepcopy(network), IMAGE), copy.deepcopy(network), images
    )
    twin = with_fast_layers(network, IMAGE).eval()
    torch.testing.assert_close(twin(images), network.eval()(images), rtol=1e-4, atol=1e-5)


def test_evaluation_leaves_nothing_out() -> None:
    network = seeded_classifier("pytorch_example").network
    twin = with_fast_layers(network, IMAGE).eval()
    images = normal(4, 1, 28, 28)
    assert twin(images).equal(twin(images))
    assert not twin.train()(images).equal(twin(images))
