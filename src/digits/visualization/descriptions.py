"""What a layer is, in a few words."""

from torch import nn

_MOST = 60  # characters of a layer that is known by its class only


def description(layer: nn.Module) -> str:
    """As in "5 × 5 convolution, 1 → 6 channels"; options that are not torch's default are named."""
    match layer:
        case nn.Conv2d():
            text = _convolution(layer)
        case nn.MaxPool2d():
            text = f"largest of each {_window(layer.kernel_size)}{_pooling_options(layer)}"
        case nn.AvgPool2d():
            text = f"mean of each {_window(layer.kernel_size)}{_pooling_options(layer)}"
        case nn.Linear(in_features=before, out_features=after):
            text = f"fully connected, {before:,} → {after:,}{_without_bias(layer)}"
        case nn.BatchNorm1d() | nn.BatchNorm2d():
            text = "batch normalization, with the statistics of training"
        case nn.ReLU():
            text = "negative numbers become 0"
        case nn.Tanh():
            text = "squeezed into the range from -1 to 1"
        case nn.Flatten():
            text = "the same numbers in a row"
        case nn.Dropout() | nn.Dropout1d() | nn.Dropout2d():
            text = f"drops {layer.p:.0%} in training, nothing now".replace("%", " %")
        case _:
            text = _as_written(layer)
    return text


def _as_written(layer: nn.Module) -> str:
    options = " ".join(layer.extra_repr().split())
    text = f"{type(layer).__name__}({options})" if options else type(layer).__name__
    return text if len(text) <= _MOST else f"{text[: _MOST - 1]}…"


def _convolution(layer: nn.Conv2d) -> str:
    alone = layer.groups == layer.in_channels > 1
    parts = [f"{_window(layer.kernel_size)} convolution"]
    if alone and layer.in_channels == layer.out_channels:
        parts.append(f"each of {layer.in_channels} channels by itself")
    else:
        parts.append(f"{layer.in_channels} → {layer.out_channels} channels")
        if layer.groups > 1:
            parts.append(f"{layer.groups} groups")
    for name, usual in (("stride", 1), ("padding", 0), ("dilation", 1)):
        value = getattr(layer, name)
        if value not in (usual, (usual, usual)):
            parts.append(f"{name} {_size(value)}")
    return ", ".join(parts) + _without_bias(layer)


def _without_bias(layer: nn.Conv2d | nn.Linear) -> str:
    return "" if "bias" in dict(layer.named_parameters()) else ", no bias"


def _pooling_options(layer: nn.MaxPool2d | nn.AvgPool2d) -> str:
    stride = "" if layer.stride == layer.kernel_size else f", stride {_size(layer.stride)}"
    padding = "" if layer.padding in (0, (0, 0)) else f", padding {_size(layer.padding)}"
    return stride + padding


def _window(size: int | tuple[int, ...]) -> str:
    height, width = (size, size) if isinstance(size, int) else size
    return f"{height} × {width}"


def _size(value: int | str | tuple[int, ...]) -> str:
    if isinstance(value, tuple) and len(set(value)) > 1:
        return _window(value)
    return str(value[0] if isinstance(value, tuple) else value)
