"""What layers make of images: the same as the network cut off behind each."""

import re
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from every_model import ARCHITECTURES
from torch import nn
from trained import seeded_classifier

from digits.classifier import Classifier
from digits.data.images import LabelledImages
from digits.visualization.activations import activations

MODELS = Path(__file__).parents[2] / "src" / "digits" / "models"


def documented_sizes(architecture: str) -> dict[str, tuple[int, ...]]:
    """The sizes that a model's source states beside its layers, as in `conv1=…,  # 6 × 24 × 24`."""
    source = (MODELS / f"{architecture}.py").read_text(encoding="utf-8")
    stated = re.findall(r"^\s+(\w+)=nn\.[^#\n]*,  # ([\d ×]+)$", source, flags=re.MULTILINE)
    return {name: tuple(int(side) for side in size.split(" × ")) for name, size in stated}


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_outputs_are_those_of_the_network_cut_off_behind_the_layer(
    architecture: str, test_images: LabelledImages
) -> None:
    classifier = seeded_classifier(architecture).eval()
    images = test_images.images[:3]
    for count, found in enumerate(activations(classifier, images), 1):
        cut_off = nn.Sequential(*list(classifier.network.children())[:count])
        expected = cut_off(classifier.normalize(images))
        torch.testing.assert_close(found.output, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_layer_is_there_in_order_with_its_documented_size(
    architecture: str, test_images: LabelledImages
) -> None:
    classifier = seeded_classifier(architecture)
    found = activations(classifier, test_images.images[:1])
    names = [name for name, _ in classifier.network.named_children()]
    assert [layer.name for layer in found] == names
    shapes = {layer.name: layer.shape for layer in found}
    documented = documented_sizes(architecture)
    assert documented
    assert documented.items() <= shapes.items()
    assert found[-1].shape == (10,)
    for layer in found:
        assert layer.calls == (5 if architecture == "compact_cnn" else 1)
        assert (layer.maps is None) == (len(layer.shape) == 1 or layer.shape[1:] == (1, 1))


def test_a_layer_that_works_in_place_spoils_no_other(test_images: LabelledImages) -> None:
    classifier = Classifier("mlp_small")
    classifier.network = nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(1, 2, 3),
            relu1=nn.ReLU(inplace=True),
            flatten=nn.Flatten(),
            logits=nn.Linear(1352, 10),
        )
    )
    before, after, *_ = activations(classifier, test_images.images[:2])
    assert (before.output < 0).any()
    assert after.output.equal(before.output.relu())


def test_is_of_evaluation_mode_and_changes_nothing(test_images: LabelledImages) -> None:
    classifier = seeded_classifier("mini_vgg").train()
    one, other = (activations(classifier, test_images.images[:2]) for _ in range(2))
    for first, second in zip(one, other, strict=True):
        assert first.output.equal(second.output)  # dropout would make them differ
        assert first.calls == second.calls == 1
        assert not vars(first.layer)["_forward_hooks"]


def test_knows_layers_that_only_hand_numbers_on(test_images: LabelledImages) -> None:
    found = activations(seeded_classifier("simple_cnn"), test_images.images[:1])
    assert [layer.name for layer in found if layer.adds_nothing] == ["dropout1", "flatten"]
    assert [layer.name for layer in found if layer.does_nothing] == ["dropout1"]
