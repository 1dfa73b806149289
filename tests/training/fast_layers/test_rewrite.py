"""Twins of networks: which layers they get, in which mode, and the network left as it was."""

from itertools import pairwise

import pytest
import torch
from every_layer import IMAGE, NETWORKS, built
from every_model import ARCHITECTURES
from torch import nn
from trained import seeded_classifier
from weights import weight_bytes

from digits.training.fast_layers.convolution import MatrixConv2d
from digits.training.fast_layers.dropout import ByteDropout
from digits.training.fast_layers.flatten import ChannelsLastFlatten, ChannelsLastLinear
from digits.training.fast_layers.pooling import NarrowMaxPool
from digits.training.fast_layers.rewrite import with_fast_layers


@pytest.mark.parametrize(
    ("architecture", "expected"),
    [
        ("mlp_small", {}),
        ("lenet5", {"conv3": MatrixConv2d}),
        (
            "lenet",
            {"pool1": NarrowMaxPool, "flatten": ChannelsLastFlatten, "fc1": ChannelsLastLinear},
        ),
        (
            "simple_cnn",
            {
                "pool1": NarrowMaxPool,
                "dropout1": ByteDropout,
                "flatten": ChannelsLastFlatten,
                "fc1": ChannelsLastLinear,
            },
        ),
        (
            "full_conv",
            {"pool1": NarrowMaxPool, "conv5": MatrixConv2d, "conv6": MatrixConv2d},
        ),
        (
            "strided_cnn_slim",
            {
                "conv4": MatrixConv2d,
                "conv5": MatrixConv2d,
                "flatten": ChannelsLastFlatten,
                "dropout1": ByteDropout,
                "fc1": ChannelsLastLinear,
            },
        ),
    ],
)
def test_replaces_the_layers_that_are_slow(
    architecture: str, expected: dict[str, type[nn.Module]]
) -> None:
    twin = with_fast_layers(seeded_classifier(architecture).network, IMAGE)
    ours = (NarrowMaxPool, MatrixConv2d, ByteDropout, ChannelsLastFlatten, ChannelsLastLinear)
    found = {name: type(module) for name, module in twin.named_children()}
    assert {name: kind for name, kind in found.items() if kind in ours} == expected


def test_pools_before_it_rectifies() -> None:
    network = nn.Sequential(nn.Conv2d(1, 20, 3), nn.ReLU(), nn.MaxPool2d(2))
    twin = with_fast_layers(network, IMAGE)
    assert [name for name, _ in twin.named_children()] == ["0", "2", "1"]
    for architecture in ARCHITECTURES:
        children = with_fast_layers(seeded_classifier(architecture).network, IMAGE).children()
        for first, second in pairwise(children):
            pools = isinstance(second, nn.MaxPool2d | NarrowMaxPool)
            assert not (isinstance(first, nn.ReLU) and pools)


def test_a_dropout_keeps_its_probability() -> None:
    network = nn.Sequential(nn.Dropout(0.25), nn.Flatten())
    output = with_fast_layers(network, IMAGE)(torch.ones(1000, 1, 28, 28))
    assert (output == 0).double().mean().item() == pytest.approx(0.25, abs=0.003)


@pytest.mark.parametrize("name", NETWORKS)
def test_the_network_stays_as_it_was(name: str) -> None:
    network = built(name)
    layers = list(network.children())
    for module in network.modules():
        if isinstance(module, nn.Dropout | nn.Dropout2d):
            module.p = 0.5  # one of 0 draws no number
    before, generator = weight_bytes(network), torch.get_rng_state()
    with_fast_layers(network, torch.randn(1, 1, 28, 28, generator=torch.Generator()))
    assert weight_bytes(network) == before  # the statistics of batch norms among them
    assert torch.get_rng_state().equal(generator)
    assert all(one is other for one, other in zip(network.children(), layers, strict=True))
    assert all(parameter.grad is None for parameter in network.parameters())
    assert all(module.training for module in network.modules())


@pytest.mark.parametrize("training", [True, False], ids=["training", "evaluation"])
def test_the_twin_is_in_the_networks_mode(*, training: bool) -> None:
    network = seeded_classifier("simple_cnn").network.train(training)
    twin = with_fast_layers(network, IMAGE)
    assert all(module.training is training for module in twin.modules())
    assert all(module.training is training for module in network.modules())


def test_a_layer_set_to_another_mode_stays_in_it() -> None:
    network = nn.Sequential(nn.Conv2d(1, 3, 3), nn.BatchNorm2d(3), nn.Dropout(0.5), nn.Flatten())
    network[1].eval()
    network[2].eval()
    twin = with_fast_layers(network, IMAGE)
    for each in (network, twin):
        modes = [module.training for module in each.children()]
        assert modes == [True, False, False, True]


def test_a_network_with_a_forward_of_its_own_is_left_alone() -> None:
    network = seeded_classifier("compact_cnn").network
    assert with_fast_layers(network, IMAGE) is network
