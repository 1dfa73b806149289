"""A trained network as it is exported: from ink on a canvas to logits, and what layers made."""

from collections.abc import Callable, Sequence
from typing import Any

from jaxtyping import Float, UInt8
from torch import Tensor, nn

from digits.torch_classifier import TorchClassifier
from digits.visualization.activations import Activation


class ExportedNetwork(nn.Module):
    """`Centre` or `Frame`, then a `TorchClassifier`, with the outputs of some of its layers."""

    def __init__(
        self, classifier: TorchClassifier, layers: Sequence[Activation], preparation: nn.Module
    ) -> None:
        """Join the parts.

        Args:
            classifier: its weights are shared, not copied.
            layers: some of those that `activations` found in it, in the order of its calls.
            preparation: makes images of 28 × 28 pixels of canvases.
        """
        super().__init__()
        self.preparation = preparation
        self.classifier = classifier
        self._layers = [(each.layer, each.shape) for each in layers]

    def forward(
        self, images: UInt8[Tensor, "n 1 height width"]
    ) -> tuple[
        Float[Tensor, "n classes"], Float[Tensor, "n 1 28 28"], list[Float[Tensor, "n ..."]]
    ]:
        """Logits; the images that the network saw, pixels from 0 to 255; the layers' outputs."""
        seen = self.preparation(images)
        calls: list[tuple[nn.Module, Tensor]] = []
        # A set: a layer that is used twice stands twice in the list.
        layers = {layer for layer, _ in self._layers}
        hooks = [layer.register_forward_hook(_keeping(layer, calls)) for layer in layers]
        try:
            logits = self.classifier.network(self.classifier.normalize(seen))
        finally:
            for hook in hooks:
                hook.remove()
        # Between the calls that are asked for may lie some that gave no numbers for each image, and
        # behind them those of further looks.
        following = iter(calls)
        outputs = [
            next(
                output for call, output in following if call is layer and output.shape[1:] == shape
            )
            for layer, shape in self._layers
        ]
        return logits.float(), seen, outputs


def _keeping(
    layer: nn.Module, calls: list[tuple[nn.Module, Tensor]]
) -> Callable[[nn.Module, tuple[Any, ...], Any], None]:
    """A hook; what it is told it hangs at may be a stand-in of the exporter's."""

    def keep(_layer: nn.Module, _inputs: tuple[Any, ...], output: Any) -> None:  # noqa: ANN401 - a layer may give anything
        if isinstance(output, Tensor):
            # A copy: a layer that works in place would overwrite the output of the one before.
            calls.append((layer, output.float().clone()))

    return keep
