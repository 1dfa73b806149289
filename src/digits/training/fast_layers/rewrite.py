"""A network with some of its layers replaced by faster ones that compute the same.

But for dropout, which draws other random numbers and rounds its share, and the gradient of equal
numbers in a pooling window, which may go to another of them.

The files in `digits.models` stay the tables of layers of their papers; what runs under training on
a CPU is a rewritten twin. What each rule gains is in LOG.md.
"""

from collections import OrderedDict
from collections.abc import Mapping, Sequence

import torch
from jaxtyping import Float
from torch import Tensor, nn

from digits.training.fast_layers.convolution import MatrixConv2d
from digits.training.fast_layers.dropout import ByteDropout
from digits.training.fast_layers.flatten import ChannelsLastFlatten, ChannelsLastLinear
from digits.training.fast_layers.pooling import NarrowMaxPool
from digits.training.fast_layers.traced_layers import Layer, traced_layers

_NARROW = 16  # channels: as many float32 numbers as the widest vector register holds
_FEW_WINDOWS = 16  # per image
_ELEMENTWISE = (nn.Dropout, nn.ReLU, nn.Tanh, nn.Identity)


def with_fast_layers(network: nn.Module, image: Float[Tensor, "1 1 28 28"]) -> nn.Module:
    """The twin of an `nn.Sequential`; any other network is returned as it is.

    Parameters have the names of the network's and are the network's own, except that of a linear
    layer behind a flattening (`ChannelsLastLinear`): `copy_back` brings it home.

    Args:
        network: on the CPU.
        image: any input; it shows the shapes between the layers.
    """
    if not isinstance(network, nn.Sequential) or type(network).forward is not nn.Sequential.forward:
        return network  # its layers are not all that it does
    layers = _pool_before_relu(traced_layers(network, image))
    twin = nn.Sequential(OrderedDict(_replaced(layers)))
    twin.training = network.training  # its own flag alone: layers that both have keep theirs
    return twin


def copy_back(twin: nn.Module, network: nn.Module) -> None:
    """Copy weights and buffers into the network that a twin, or an average of it, was made from.

    Those that both share stay as they are.
    """
    own = network.state_dict(keep_vars=True)
    with torch.no_grad():
        for name, tensor in twin.state_dict(keep_vars=True).items():
            if tensor is not own[name]:
                own[name].copy_(tensor.reshape(own[name].shape))


def _pool_before_relu(layers: list[Layer]) -> list[Layer]:
    """Swap the two: the larger of two numbers, then zero if negative, is the same either way.

    The ReLU then has a quarter of the numbers to go through.
    """
    layers = list(layers)
    for place in range(len(layers) - 1):
        first, second = layers[place : place + 2]
        if isinstance(first.module, nn.ReLU) and isinstance(second.module, nn.MaxPool2d):
            relu = Layer(first.name, first.module, second.output, second.output)
            layers[place : place + 2] = [second, relu]
    return layers


def _replaced(layers: list[Layer]) -> Mapping[str, nn.Module]:
    modules: dict[str, nn.Module] = {}
    flattened: torch.Size | None = None  # of the image whose numbers are now in channels-last order
    previous: nn.Module | None = None
    for place, layer in enumerate(layers):
        fast = layer.module
        match layer.module:
            case nn.Dropout(p=p):
                fast = ByteDropout(p)
            case nn.MaxPool2d() as pool if _is_narrow(pool, layer.image):
                fast = NarrowMaxPool(_pair(pool.stride)[0])
            case nn.Conv2d() as convolution if _has_few_windows(convolution, layer.output):
                fast = MatrixConv2d(convolution)
            case nn.Flatten(start_dim=1, end_dim=-1) if _leads_to_linear(layers[place:]):
                fast, flattened = ChannelsLastFlatten(), layer.image
            case nn.Linear() as linear if flattened:
                fast, flattened = ChannelsLastLinear(linear, *flattened), None
            case nn.ReLU() if isinstance(previous, nn.Conv2d):
                # A convolution doesn't need its output again. Nor does a `MatrixConv2d`, but its
                # output is a view, and the gradient of a view changed in place costs copies.
                fast = nn.ReLU(inplace=True)
            case _:
                pass
        if fast is not layer.module:
            fast.train(layer.module.training)
        modules[layer.name] = previous = fast
    return modules


def _is_narrow(pool: nn.MaxPool2d, image: torch.Size) -> bool:
    stride = _pair(pool.stride)
    plain = _pair(pool.padding) == (0, 0) and _pair(pool.dilation) == (1, 1) and not pool.ceil_mode
    windows = _pair(pool.kernel_size) == (2, 2) and stride in {(1, 1), (2, 2)}
    # torch's kernel is slow with overlapping windows whatever the channels.
    return plain and windows and (image[0] < _NARROW or stride == (1, 1))


def _has_few_windows(convolution: nn.Conv2d, output: torch.Size) -> bool:
    height, width = convolution.kernel_size
    by_row, by_column = convolution.stride
    plain = (
        convolution.padding == (0, 0)
        and convolution.dilation == (1, 1)
        and convolution.groups == 1
        and not convolution.transposed
    )
    return plain and height == width and by_row == by_column and output[1:].numel() <= _FEW_WINDOWS


def _leads_to_linear(layers: list[Layer]) -> bool:
    flatten, *behind = layers
    if len(flatten.image) != 3 or flatten.image[0] == 1 or flatten.image[1:].numel() == 1:  # noqa: PLR2004 - channels, height, width
        return False  # both orders are the same
    following = [layer.module for layer in behind if not isinstance(layer.module, _ELEMENTWISE)]
    return bool(following) and isinstance(following[0], nn.Linear)


def _pair(size: int | Sequence[int]) -> tuple[int, ...]:
    return (size, size) if isinstance(size, int) else tuple(size)
