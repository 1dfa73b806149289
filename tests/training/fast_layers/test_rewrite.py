"""Twins of networks: the same answers, the same gradients, and the network left as it was."""

import copy
from collections.abc import Callable
from itertools import pairwise

import pytest
import torch
from every_model import ARCHITECTURES, MODELS
from side_by_side import LAYOUTS, assert_close_by_name, normal, output_and_gradients
from torch import Tensor, nn
from trained import seeded_classifier
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.data.statistics import PixelStatistics
from digits.training.fast_layers.convolution import MatrixConv2d
from digits.training.fast_layers.dropout import ByteDropout
from digits.training.fast_layers.flatten import ChannelsLastFlatten, ChannelsLastLinear
from digits.training.fast_layers.pooling import NarrowMaxPool
from digits.training.fast_layers.rewrite import copy_back, with_fast_layers
from digits.training.initial import initial_classifier

IMAGE = torch.zeros(1, 1, 28, 28)


def to_14() -> list[nn.Module]:
    return [nn.Conv2d(1, 3, 2, stride=2), nn.Tanh()]  # 3 × 14 × 14


def to_6() -> list[nn.Module]:
    return [nn.Conv2d(1, 4, 5, stride=4), nn.Tanh()]  # 4 × 6 × 6


def to_4() -> list[nn.Module]:
    return [nn.Conv2d(1, 4, 7, stride=7), nn.Tanh()]  # 4 × 4 × 4


# Every layer that a rule is about, beside options that the rule must see.
NETWORKS: dict[str, Callable[[], list[nn.Module]]] = {
    "pool 2": lambda: [*to_14(), nn.MaxPool2d(2)],
    "pool 2 of odd size": lambda: [nn.Conv2d(1, 3, 2), nn.MaxPool2d(2)],
    "pool 2 with ceil_mode": lambda: [nn.Conv2d(1, 3, 2), nn.MaxPool2d(2, ceil_mode=True)],
    "pool 2 with padding": lambda: [*to_14(), nn.MaxPool2d(2, padding=1)],
    "pool 2 with dilation": lambda: [*to_14(), nn.MaxPool2d(2, dilation=2)],
    "pool 2 by 1": lambda: [*to_14(), nn.MaxPool2d(2, stride=1)],
    "pool 2 by 1 of many channels": lambda: [nn.Conv2d(1, 20, 3), nn.MaxPool2d(2, stride=1)],
    "pool 2 by 1 with padding": lambda: [*to_14(), nn.MaxPool2d(2, stride=1, padding=1)],
    "pool 2 by 3": lambda: [*to_14(), nn.MaxPool2d(2, stride=3)],
    "pool 2 by 2 and 1": lambda: [*to_14(), nn.MaxPool2d(2, stride=(2, 1))],
    "pool 2 × 1": lambda: [*to_14(), nn.MaxPool2d((2, 1), stride=2)],
    "pool 3": lambda: [*to_14(), nn.MaxPool2d(3)],
    "pool 3 by 2": lambda: [*to_14(), nn.MaxPool2d(3, stride=2)],
    "pool, pool": lambda: [*to_14(), nn.MaxPool2d(2), nn.MaxPool2d(2, stride=1)],
    "pool of the images": lambda: [nn.ReLU(), nn.MaxPool2d(2)],
    "mean pools": lambda: [*to_14(), nn.AvgPool2d(2), nn.AdaptiveAvgPool2d(2)],
    "conv, ReLU, pool, pool": lambda: [
        nn.Conv2d(1, 3, 3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.MaxPool2d(2),
    ],
    "conv, ReLU, ReLU, pool": lambda: [
        nn.Conv2d(1, 3, 3),
        nn.ReLU(),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.ReLU(),
    ],
    "conv, ReLU in place, pool with ceil_mode": lambda: [
        nn.Conv2d(1, 3, 4),
        nn.ReLU(inplace=True),
        nn.MaxPool2d(2, ceil_mode=True),
    ],
    "conv, ReLU, pool of 3": lambda: [nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(3, padding=1)],
    "conv, ReLU, conv": lambda: [nn.Conv2d(1, 3, 3), nn.ReLU(), nn.Conv2d(3, 4, 3)],
    "conv, Tanh, ReLU": lambda: [nn.Conv2d(1, 3, 3), nn.Tanh(), nn.ReLU()],
    "batch norm": lambda: [
        nn.Conv2d(1, 3, 3, padding=1, bias=False),
        nn.BatchNorm2d(3),
        nn.ReLU(),
        nn.MaxPool2d(2),
        nn.Conv2d(3, 4, 3),
        nn.ReLU(),
        nn.BatchNorm2d(4),
    ],
    "few windows": lambda: [*to_6(), nn.Conv2d(4, 5, 3)],
    "few windows, ReLU": lambda: [*to_6(), nn.Conv2d(4, 5, 3), nn.ReLU()],
    "few windows without bias": lambda: [*to_6(), nn.Conv2d(4, 5, 3, bias=False)],
    "few windows with groups": lambda: [*to_6(), nn.Conv2d(4, 6, 3, groups=2)],
    "few windows with dilation": lambda: [*to_6(), nn.Conv2d(4, 5, 2, dilation=2)],
    "few windows with padding": lambda: [*to_4(), nn.Conv2d(4, 5, 3, padding=1)],
    "few windows, padded to the same": lambda: [*to_4(), nn.Conv2d(4, 5, 3, padding="same")],
    "few windows, valid": lambda: [*to_6(), nn.Conv2d(4, 5, 3, padding="valid")],
    "few windows, padded around": lambda: [
        *to_4(),
        nn.Conv2d(4, 5, 3, padding=1, padding_mode="circular"),
    ],
    "few windows, not square": lambda: [*to_6(), nn.Conv2d(4, 5, (3, 4))],
    "few windows, two strides": lambda: [*to_6(), nn.Conv2d(4, 5, 3, stride=(1, 2))],
    "few windows with a stride": lambda: [*to_6(), nn.Conv2d(4, 5, 3, stride=2)],
    "few windows, transposed": lambda: [*to_6(), nn.ConvTranspose2d(4, 5, 3, padding=2)],
    "one window": lambda: [*to_4(), nn.Conv2d(4, 5, 4)],
    "one window that leaves pixels out": lambda: [*to_4(), nn.Conv2d(4, 5, 3, stride=2)],
    "one window per channel": lambda: [*to_4(), nn.Conv2d(4, 8, 4, groups=4)],
    "flatten, linear": lambda: [*to_6(), nn.Flatten(), nn.Linear(144, 5)],
    "flatten, linear without bias": lambda: [*to_6(), nn.Flatten(), nn.Linear(144, 5, bias=False)],
    "flatten of an oblong, linear": lambda: [
        nn.Conv2d(1, 4, (5, 9), stride=4),
        nn.Flatten(),
        nn.Linear(120, 5),
    ],
    "flatten, dropout, linear": lambda: [*to_6(), nn.Flatten(), nn.Dropout(0.0), nn.Linear(144, 5)],
    "flatten, ReLU, linear": lambda: [*to_6(), nn.Flatten(), nn.ReLU(), nn.Linear(144, 5)],
    "flatten, many, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.Tanh(),
        nn.Dropout(0.0),
        nn.Identity(),
        nn.ReLU(),
        nn.Linear(144, 5),
        nn.ReLU(),
        nn.Linear(5, 3),
    ],
    "flatten of 1 × 1, linear": lambda: [
        *to_4(),
        nn.Conv2d(4, 6, 4),
        nn.Flatten(),
        nn.Linear(6, 5),
    ],
    "flatten of one channel, linear": lambda: [nn.Flatten(), nn.Linear(784, 5)],
    "flatten, flatten, linear": lambda: [*to_6(), nn.Flatten(), nn.Flatten(), nn.Linear(144, 5)],
    "flatten alone": lambda: [*to_6(), nn.Flatten()],
    "flatten, dropout": lambda: [*to_6(), nn.Flatten(), nn.Dropout(0.0), nn.ReLU()],
    "flatten, batch norm, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.BatchNorm1d(144),
        nn.Linear(144, 5),
    ],
    "flatten, a ReLU per place, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.PReLU(144),
        nn.Linear(144, 5),
    ],
    "flatten, linear, unflatten, flatten, linear": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.Linear(144, 36),
        nn.Unflatten(1, (4, 3, 3)),
        nn.ReLU(),
        nn.Conv2d(4, 4, 2),
        nn.Flatten(),
        nn.Linear(16, 5),
    ],
    "flatten of rows, linear": lambda: [*to_6(), nn.Flatten(2), nn.Linear(36, 5)],
    "flatten of some, linear": lambda: [*to_6(), nn.Flatten(1, 2), nn.Linear(6, 5)],
    "flatten of rows, flatten, linear": lambda: [
        *to_6(),
        nn.Flatten(2),
        nn.Flatten(),
        nn.Linear(144, 5),
    ],
    "linear, flatten, linear": lambda: [
        nn.Conv2d(1, 3, 3),
        nn.Linear(26, 4),
        nn.Flatten(),
        nn.Linear(312, 5),
    ],
    "nested": lambda: [
        nn.Sequential(nn.Conv2d(1, 3, 3), nn.ReLU(), nn.MaxPool2d(2)),
        nn.Sequential(nn.Flatten(), nn.Linear(507, 6)),
        nn.ReLU(),
        nn.Linear(6, 5),
    ],
    "nested around the flattening": lambda: [
        nn.Sequential(*to_6(), nn.Flatten()),
        nn.Linear(144, 5),
    ],
    "nested behind the flattening": lambda: [
        *to_6(),
        nn.Flatten(),
        nn.Sequential(nn.ReLU(), nn.Linear(144, 5)),
    ],
    "dropout of channels": lambda: [*to_14(), nn.Dropout2d(0.0), nn.MaxPool2d(2)],
    "the same ReLU twice": lambda: [
        nn.Conv2d(1, 3, 3),
        (relu := nn.ReLU()),
        nn.Conv2d(3, 4, 3),
        relu,
        nn.Conv2d(4, 3, 2),
    ],
    "the same convolution twice": lambda: [nn.Conv2d(1, 3, 3), *[nn.Conv2d(3, 3, 3)] * 2],
}


def built(name: str) -> nn.Sequential:
    """One of the networks above, its layers named by their number, in training mode."""
    torch.manual_seed(0)
    return nn.Sequential(*NETWORKS[name]())


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


kinds = pytest.mark.parametrize("kind", ["noise", "flat"])
layouts = pytest.mark.parametrize("layout", LAYOUTS)
architectures = pytest.mark.parametrize("architecture", ARCHITECTURES)
networks = pytest.mark.parametrize("name", NETWORKS)


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


@pytest.mark.parametrize("key", MODELS)
def test_the_twin_of_every_model_of_the_file_answers_and_learns_alike(
    key: str, digits_200: LabelledImages
) -> None:
    recipe = MODELS[key].training.model_copy(update={"start_from": None})
    model = MODELS[key].model_copy(update={"training": recipe})
    classifier = initial_classifier(model, PixelStatistics(mean=0.1307, std=0.3081))
    network = without_dropout(classifier.network)
    if recipe.channels_last:
        network.to(memory_format=torch.channels_last)
    images = classifier.normalize(digits_200.images[:16])
    assert_same_training(with_fast_layers(network, IMAGE), network, images)


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


@networks
def test_the_network_stays_as_it_was(name: str) -> None:
    network = built(name)
    layers = list(network.children())
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


def test_evaluation_leaves_nothing_out() -> None:
    network = seeded_classifier("pytorch_example").network
    twin = with_fast_layers(network, IMAGE).eval()
    images = normal(4, 1, 28, 28)
    assert twin(images).equal(twin(images))
    assert not twin.train()(images).equal(twin(images))


@pytest.mark.parametrize("name", [*ARCHITECTURES, *NETWORKS])
def test_parameters_keep_their_names_and_are_shared_but_for_a_linear_layers_weight(
    name: str,
) -> None:
    network = seeded_classifier(name).network if name in ARCHITECTURES else built(name)
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
@layouts
def test_copied_back_after_a_step_the_network_answers_as_the_twin(
    name: str, layout: str, digits_200: LabelledImages
) -> None:
    network = seeded_classifier(name).network if name in ARCHITECTURES else built(name)
    network.to(memory_format=LAYOUTS[layout])
    images = images_of("noise", digits_200)
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
