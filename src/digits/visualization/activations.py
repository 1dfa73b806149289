"""What every layer of a network makes of images."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import torch
from jaxtyping import Float, UInt8
from torch import Tensor, nn

from digits.classifier import Classifier

_DOES_NOTHING = (nn.Identity, nn.Dropout, nn.Dropout1d, nn.Dropout2d)  # in evaluation mode
_MOVES = (nn.Flatten, nn.Unflatten)


@dataclass(frozen=True)
class Activation:
    """A layer and its outputs."""

    name: str  # as the network calls it
    layer: nn.Module
    output: Float[Tensor, "n ..."]  # on the CPU, one per image
    calls: int  # for one image: more than 1 where a network looks several times

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


def activations(classifier: Classifier, images: UInt8[Tensor, "n 1 28 28"]) -> list[Activation]:
    """Run a network in evaluation mode; return what each of its layers gave, in order.

    Of a network that looks at an image several times it is the first look.

    Args:
        classifier: on any device.
        images: on the same one.
    """
    outputs: dict[str, Tensor] = {}
    calls: Counter[str] = Counter()

    def keep_as(name: str) -> Callable[[nn.Module, tuple[Any, ...], Tensor], None]:
        def keep(_layer: nn.Module, _inputs: tuple[Any, ...], output: Tensor) -> None:
            calls[name] += 1
            # A copy: a layer that works in place would overwrite the output of the one before.
            outputs.setdefault(name, output.float().cpu().clone())

        return keep

    layers = dict(classifier.network.named_children())
    hooks = [layer.register_forward_hook(keep_as(name)) for name, layer in layers.items()]
    try:
        with torch.inference_mode():
            classifier.eval()(images)
    finally:
        for hook in hooks:
            hook.remove()
    return [Activation(name, layers[name], output, calls[name]) for name, output in outputs.items()]
