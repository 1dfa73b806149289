"""Sizes of the networks: as the tutorials print them, and as our own files say."""

import inspect
import re
from importlib import import_module

import pytest
import torch
from every_model import ARCHITECTURES
from torch import Tensor, nn

from digits.torch_classifier import TorchClassifier

TUTORIALS = {
    "mlp": 623_290,
    "simple_cnn": 934_798,
    "lenet5": 61_706,
    "mlp_small": 22_270,
    "lenet": 44_426,
    "pytorch_example": 1_199_882,
    "full_conv": 74_290,
    "strided_cnn": 9_172_350,
    "strided_cnn_slim": 75_098,
    "mini_vgg": 287_642,
    "two_conv": 8_490,
}
# E.g. `conv1=nn.Conv2d(1, 6, kernel_size=5),  # 6 × 24 × 24`, on one line or on several.
SHAPE = r"  # (\d+(?: × \d+)*)$"
LAYER = re.compile(
    r"^( *)(?:self\.)?(\w+) ?= ?nn\.(?:.*|\w+\(\n(?:\1 .*\n)+\1\),)" + SHAPE, re.MULTILINE
)


@pytest.mark.parametrize(("architecture", "count"), TUTORIALS.items())
def test_has_as_many_parameters_as_in_its_tutorial(architecture: str, count: int) -> None:
    assert TorchClassifier(architecture).parameter_count() == count


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_has_as_many_parameters_as_its_docstring_says(architecture: str) -> None:
    text = import_module(f"digits.models.{architecture}").__doc__ or ""
    [count] = re.findall(r"Parameters: ([\d,]+)\.", text)
    assert TorchClassifier(architecture).parameter_count() == int(count.replace(",", ""))


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_layers_have_the_shapes_that_their_comments_say(architecture: str) -> None:
    network = TorchClassifier(architecture).network
    shapes: dict[str, tuple[int, ...]] = {}

    def note(name: str) -> None:
        def keep(_module: nn.Module, _inputs: tuple[Tensor, ...], output: Tensor) -> None:
            shapes[name] = tuple(output.shape[1:])

        network.get_submodule(name).register_forward_hook(keep)

    source = inspect.getsource(type(network))
    documented = {
        name: tuple(int(side) for side in shape.split(" × "))
        for _, name, shape in LAYER.findall(source)
    }
    assert len(documented) == len(re.findall(SHAPE, source, re.MULTILINE))
    for name in documented:
        note(name)
    network(torch.zeros(2, 1, 28, 28))
    assert documented, "behind each layer its output's shape: `# 6 × 28 × 28`, `# 10`"
    assert shapes == documented
