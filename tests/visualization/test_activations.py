"""What layers make of images: the same as the network cut off behind each."""

import re
from collections import OrderedDict
from pathlib import Path

import pytest
import torch
from every_model import ARCHITECTURES
from torch import nn
from trained import seeded_classifier

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.visualization.activations import Activations, activations, repetitions
from digits.visualization.layer_calls import WHOLE

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
    for count, found in enumerate(activations(classifier, images).layers, 1):
        cut_off = nn.Sequential(*list(classifier.network.children())[:count])
        expected = cut_off(classifier.normalize(images))
        torch.testing.assert_close(found.output, expected, rtol=1e-5, atol=1e-5)


@pytest.mark.parametrize("architecture", ARCHITECTURES)
def test_every_layer_is_there_in_order_with_its_documented_size(
    architecture: str, test_images: LabelledImages
) -> None:
    classifier = seeded_classifier(architecture)
    maps = activations(classifier, test_images.images[:1])
    found = maps.layers
    names = [name for name, _ in classifier.network.named_children()]
    assert [layer.name for layer in found] == names
    shapes = {layer.name: layer.shape for layer in found}
    documented = documented_sizes(architecture)
    assert documented
    assert documented.items() <= shapes.items()
    assert found[-1].shape == (10,)
    assert maps.looks == (5 if architecture == "compact_cnn" else 1)
    for layer in found:
        assert (layer.maps is None) == (len(layer.shape) == 1 or layer.shape[1:] == (1, 1))


def test_a_layer_that_works_in_place_spoils_no_other(test_images: LabelledImages) -> None:
    classifier = TorchClassifier("mlp_small")
    classifier.network = nn.Sequential(
        OrderedDict(
            conv1=nn.Conv2d(1, 2, 3),
            relu1=nn.ReLU(inplace=True),
            flatten=nn.Flatten(),
            logits=nn.Linear(1352, 10),
        )
    )
    before, after, *_ = activations(classifier, test_images.images[:2]).layers
    assert (before.output < 0).any()
    assert after.output.equal(before.output.relu())


def test_is_of_evaluation_mode_and_changes_nothing(test_images: LabelledImages) -> None:
    classifier = seeded_classifier("mini_vgg").train()
    one, other = (activations(classifier, test_images.images[:2]) for _ in range(2))
    assert one.looks == other.looks == 1
    for first, second in zip(one.layers, other.layers, strict=True):
        assert first.output.equal(second.output)  # dropout would make them differ
    for module in classifier.modules():
        assert not vars(module)["_forward_hooks"]
        assert not vars(module)["_forward_pre_hooks"]


def test_knows_layers_that_only_hand_numbers_on(test_images: LabelledImages) -> None:
    found = activations(seeded_classifier("simple_cnn"), test_images.images[:1]).layers
    assert [layer.name for layer in found if layer.adds_nothing] == ["dropout1", "flatten"]
    assert [layer.name for layer in found if layer.does_nothing] == ["dropout1"]


def test_those_of_some_images_are_theirs(test_images: LabelledImages) -> None:
    maps = activations(seeded_classifier("compact_cnn"), test_images.images[:4])
    some = maps.of(slice(1, 3))
    assert some.looks == 5
    for layer, part in zip(maps.layers, some.layers, strict=True):
        assert part.output.equal(layer.output[1:3])
        assert part.shape == layer.shape


def layers_of(odd: dict[str, TorchClassifier], kind: str, test: LabelledImages) -> Activations:
    return activations(odd[kind], test.images[:3])


@pytest.mark.parametrize("kind", ["without layers", "past its layers"])
def test_a_network_that_calls_no_layer_is_one(
    kind: str, odd: dict[str, TorchClassifier], test_images: LabelledImages
) -> None:
    maps = layers_of(odd, kind, test_images)
    (layer,) = maps.layers
    assert (layer.name, maps.looks) == (WHOLE, 1)
    assert layer.layer is odd[kind].network
    assert layer.output.equal(odd[kind](test_images.images[:3]))


def test_a_layer_used_again_is_shown_again_and_is_no_look(
    odd: dict[str, TorchClassifier], test_images: LabelledImages
) -> None:
    maps = layers_of(odd, "one layer twice", test_images)
    names = ["conv1", "relu", "conv2", "relu (2)", "flatten", "logits"]
    assert [layer.name for layer in maps.layers] == names
    assert maps.looks == 1
    conv1, relu, conv2, again, *_ = maps.layers
    assert relu.output.equal(conv1.output.relu())
    assert again.output.equal(conv2.output.relu())


def test_layers_of_blocks_are_named_after_them(
    odd: dict[str, TorchClassifier], test_images: LabelledImages
) -> None:
    maps = layers_of(odd, "blocks", test_images)
    names = [layer.name for layer in maps.layers]
    assert names == ["block1.conv1", "block1.relu1", "head.0", "head.1"]
    for layer in maps.layers:
        assert layer.layer is odd["blocks"].network.get_submodule(layer.name)


def test_what_gives_no_tensor_for_each_image_is_left_out(
    odd: dict[str, TorchClassifier], test_images: LabelledImages
) -> None:
    maps = layers_of(odd, "several tensors", test_images)
    assert [layer.name for layer in maps.layers] == ["logits"]


@pytest.mark.parametrize(
    ("calls", "times"),
    [("a", 1), ("aaa", 3), ("abab", 2), ("abcabcabc", 3), ("aba", 1), ("abcb", 1), ("abcabcb", 1)],
)
def test_repetitions_worked_out_by_hand(calls: str, times: int) -> None:
    assert repetitions(calls) == times
