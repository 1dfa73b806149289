"""First-layer filters."""

import pytest
from torch import nn
from trained import seeded_classifier

from digits.visualization.filters import first_filters


def test_of_a_convolution_are_its_kernels() -> None:
    network = seeded_classifier("lenet").network
    found = first_filters(network.named_children())
    assert found is not None
    name, filters = found
    assert name == "conv1"
    assert filters.shape == (6, 5, 5)
    assert filters[3].equal(network.get_parameter("conv1.weight")[3, 0])


def test_of_a_fully_connected_layer_are_as_large_as_the_image() -> None:
    network = seeded_classifier("mlp_small").network
    found = first_filters(network.named_children())
    assert found is not None
    name, filters = found
    assert name == "fc1"
    assert filters.shape == (28, 28, 28)
    assert filters[5].flatten().equal(network.get_parameter("fc1.weight")[5])


NO_PICTURES = {
    "no weights": [nn.Flatten(), nn.ReLU()],
    "weights of another size": [nn.MaxPool2d(2), nn.Flatten(), nn.Linear(196, 10)],
    "weights that are no filters": [nn.BatchNorm2d(1), nn.Conv2d(1, 3, 3)],
}


@pytest.mark.parametrize("kind", NO_PICTURES)
def test_weights_that_are_no_pictures_are_left_out(kind: str) -> None:
    assert first_filters(nn.Sequential(*NO_PICTURES[kind]).named_children()) is None
