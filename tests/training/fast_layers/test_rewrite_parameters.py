"""Parameters of a twin: shared with the network or its own, and copied back into it."""

import pytest
import torch
from every_layer import IMAGE, NETWORKS, built
from every_model import ARCHITECTURES
from side_by_side import LAYOUTS, normal
from torch import Tensor, nn
from trained import seeded_classifier
from weights import weight_bytes

from digits.training.fast_layers.flatten import ChannelsLastLinear
from digits.training.fast_layers.rewrite import copy_back, with_fast_layers


def network_called(name: str) -> nn.Module:
    """A file of src/digits/models, or one of `NETWORKS`."""
    return seeded_classifier(name).network if name in ARCHITECTURES else built(name)


@pytest.mark.parametrize("name", [*ARCHITECTURES, *NETWORKS])
def test_parameters_keep_their_names_and_are_shared_but_for_a_linear_layers_weight(
    name: str,
) -> None:
    network = network_called(name)
    twin = with_fast_layers(network, IMAGE)
    found, expected = dict(twin.named_parameters()), dict(network.named_parameters())
    assert list(found) == list(expected)
    own = {
        f"{place}.weight"
        for place, module in twin.named_modules()
        if isinstance(module, ChannelsLastLinear)
    }
    for key, parameter in found.items():
        assert (parameter is not expected[key]) is (key in own), key
        assert parameter.reshape(expected[key].shape).equal(expected[key]), key


@pytest.mark.parametrize("name", [*ARCHITECTURES, "batch norm", "flatten, dropout, linear"])
@pytest.mark.parametrize("layout", LAYOUTS)
def test_copied_back_after_a_step_the_network_answers_as_the_twin(name: str, layout: str) -> None:
    network = network_called(name)
    network.to(memory_format=LAYOUTS[layout])
    images = normal(16, 1, 28, 28)
    twin = with_fast_layers(network, IMAGE)
    before, shapes = (
        network.eval()(images),
        {key: value.shape for key, value in network.state_dict().items()},
    )
    twin.train()(images).square().mean().backward()
    with torch.no_grad():
        for parameter in twin.parameters():
            assert parameter.grad is not None
            parameter.sub_(parameter.grad.sign() / 100)
    copy_back(twin, network)
    found, wanted = network.eval()(images), twin.eval()(images)
    torch.testing.assert_close(found, wanted, rtol=1e-4, atol=1e-4)
    assert (found - before).abs().max() > 0.01
    assert {key: value.shape for key, value in network.state_dict().items()} == shapes


def test_what_is_copied_back_changes_with_the_twin_no_more() -> None:
    network = built("flatten, linear")
    twin = with_fast_layers(network, IMAGE)
    copy_back(twin, network)
    before = weight_bytes(network)
    with torch.no_grad():
        twin.get_parameter("3.weight").add_(1)
    assert weight_bytes(network) == before


class _NoSequence(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.logits = nn.Linear(784, 10)

    def forward(self, images: Tensor) -> Tensor:
        return self.logits(images.flatten(1))


def test_a_network_that_is_no_sequence_comes_back_as_it_is() -> None:
    network = _NoSequence()
    before = weight_bytes(network)
    twin = with_fast_layers(network, IMAGE)
    assert twin is network
    copy_back(twin, network)
    assert weight_bytes(network) == before
