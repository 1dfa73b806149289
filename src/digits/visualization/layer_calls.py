"""The calls of a network's layers, recorded while it runs."""

from collections.abc import Callable, Generator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor, nn

WHOLE = "network"  # the name of a network that is its only layer


@dataclass(frozen=True)
class LayerCall:
    """A layer, and what it gave."""

    name: str
    layer: nn.Module
    output: Tensor | None  # None if it can't be shown

    @property
    def again(self) -> tuple[str, torch.Size | None]:
        """What the same call in another look has in common with this one."""
        return self.name, None if self.output is None else self.output.shape


@contextmanager
def recorded_calls(network: nn.Module, images: int) -> Generator[list[LayerCall]]:
    """Inside the block, each call of a layer is added to the list as it ends.

    A layer is a module that calls no other.

    Args:
        network: hooked inside the block, left as it was.
        images: that it is run on; an output that isn't a tensor of numbers for each isn't kept.
    """
    calls: list[LayerCall] = []
    begun: list[int] = []  # how many calls there had been, for each module that is running

    def begin(_layer: nn.Module, _inputs: tuple[Any, ...]) -> None:
        begun.append(len(calls))

    def end_of(name: str) -> Callable[[nn.Module, tuple[Any, ...], Any], None]:
        def end(layer: nn.Module, _inputs: tuple[Any, ...], output: Any) -> None:  # noqa: ANN401 - a layer may give anything
            if len(calls) == begun.pop():
                calls.append(LayerCall(name, layer, _kept(output, images)))

        return end

    hooks = [
        hook
        for name, layer in network.named_modules()
        for hook in (
            layer.register_forward_pre_hook(begin),
            layer.register_forward_hook(end_of(name or WHOLE)),
        )
    ]
    try:
        yield calls
    finally:
        for hook in hooks:
            hook.remove()


def _kept(output: object, images: int) -> Tensor | None:
    if (
        not isinstance(output, Tensor)
        or output.is_complex()
        or output.dim() < 2  # noqa: PLR2004 - images × numbers
        or len(output) != images
        or not output.numel()
    ):
        return None
    # A copy: a layer that works in place would overwrite the output of the one before.
    return output.float().cpu().clone()
