"""What every layer of a network makes of images."""

import math
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from digits.torch_classifier import TorchClassifier
from digits.visualization.layer_calls import WHOLE, LayerCall, recorded_calls

_DOES_NOTHING = (nn.Identity, nn.Dropout, nn.Dropout1d, nn.Dropout2d)  # in evaluation mode
_MOVES = (nn.Flatten, nn.Unflatten)


@dataclass(frozen=True)
class Activation:
    """A layer and its outputs."""

    name: str  # as the network calls it, as in `block1.conv1`; used again, `relu1 (2)`
    layer: nn.Module
    output: Float[Tensor, "n ..."]  # on the CPU, one per image

    @property
    def shape(self) -> tuple[int, ...]:
        """Of the output for one image."""
        return tuple(self.output.shape[1:])

    @property
    def maps(self) -> Float[Tensor, "n channels height width"] | None:
        """The outputs as pictures by channel; None where each is a list of numbers."""
        return self.output if self.output.dim() == 4 and math.prod(self.shape[1:]) > 1 else None  # noqa: PLR2004 - n × channels × height × width

    @property
    def numbers(self) -> Float[Tensor, "n numbers"]:
        """The outputs as lists."""
        return self.output.flatten(1)

    @property
    def does_nothing(self) -> bool:
        """Whether the output is the input, in evaluation mode."""
        return isinstance(self.layer, _DOES_NOTHING)

    @property
    def adds_nothing(self) -> bool:
        """Whether the output holds the numbers of the input: a picture would show them again."""
        return self.does_nothing or isinstance(self.layer, _MOVES)


@dataclass(frozen=True)
class Activations:
    """All layers of a network, in the order in which they are used."""

    layers: list[Activation]  # one or more
    looks: int  # at one image; of more than one, the layers are those of the first

    def of(self, images: slice) -> "Activations":
        """Those for some of the images."""
        layers = [replace(layer, output=layer.output[images]) for layer in self.layers]
        return replace(self, layers=layers)


def activations(classifier: TorchClassifier, images: UInt8[Tensor, "n 1 28 28"]) -> Activations:
    """Run a network in evaluation mode; return what each of its layers gave.

    A layer is a module that calls no other. One that gives anything else than a tensor of numbers
    for each image is left out. Where none is left, the whole network is the one layer.

    Args:
        classifier: on any device.
        images: on the same one.
    """
    with recorded_calls(classifier.network, len(images)) as calls, torch.inference_mode():
        logits = classifier.eval()(images)
    looks = repetitions([call.again for call in calls])
    layers = _numbered(calls[: len(calls) // looks])
    if not layers:
        return Activations([Activation(WHOLE, classifier.network, logits.float().cpu())], 1)
    return Activations(layers, looks)


def repetitions(calls: Sequence[object]) -> int:
    """How many times the same calls follow each other, at most.

    A network that looks several times repeats all of its calls; one that uses a layer twice does
    not.

    Args:
        calls: one or more.
    """
    count = len(calls)
    whole = list(calls)
    times = (each for each in range(count, 0, -1) if count % each == 0)
    return next(each for each in times if whole == whole[: count // each] * each)


def _numbered(calls: Sequence[LayerCall]) -> list[Activation]:
    found: list[Activation] = []
    times: Counter[str] = Counter()
    for call in calls:
        times[call.name] += 1
        name = call.name if times[call.name] == 1 else f"{call.name} ({times[call.name]})"
        if call.output is not None:
            found.append(Activation(name, call.layer, call.output))
    return found
