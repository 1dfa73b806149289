"""What an optimizer keeps; on disk, named by parameter, as safetensors in place of a pickle."""

from collections.abc import Mapping
from pathlib import Path

import torch
from torch import Tensor, nn, optim

from digits.errors import UserError
from digits.training.memory_order import in_memory_order, laid_out_like
from digits.whole_file import write_tensors

_KEY = "params.yaml: training.start_from.optimizer"
_REPAIR = "give what this optimizer kept of this network, or write null"


class OptimizerStateError(UserError):
    """A saved state doesn't fit the optimizer or the network."""


def save_optimizer_state(
    optimizer: optim.Optimizer, trained: nn.Module, network: nn.Module, path: Path
) -> None:
    """Write the state of every parameter as `<parameter>/<what>`, e.g. `conv1.weight/exp_avg`.

    Args:
        optimizer: of the parameters of `trained`, each in the order of memory.
        trained: the network or its twin of fast layers.
        network: its parameters' shapes are those written.
        path: the file.

    Raises `WriteError` where it can't be written.
    """
    shapes = {name: parameter.shape for name, parameter in network.named_parameters()}
    state: dict[str, Tensor] = {}
    for (name, parameter), stepped in _paired(trained, optimizer):
        for what, value in optimizer.state.get(stepped, {}).items():
            if isinstance(value, Tensor):
                if value.dim():
                    value = value.as_strided(parameter.shape, parameter.stride())  # noqa: PLW2901 - the same numbers
                    value = value.reshape(shapes[name])  # noqa: PLW2901 - the same numbers
                state[f"{name}/{what}"] = value
    write_tensors(path, state)


def restore_optimizer_state(
    optimizer: optim.Optimizer,
    trained: nn.Module,
    network: nn.Module,
    saved: Mapping[str, Tensor],
) -> None:
    """Give the optimizer the state that `save_optimizer_state` wrote, from the same arguments.

    Learning rate and options stay those of the recipe.

    Raises `OptimizerStateError` where names, shapes or types are not those of the optimizer's own
    state, or a number is not finite.
    """
    pairs = _paired(trained, optimizer)
    parameters = {name: parameter for (name, parameter), _ in pairs}
    number = {name: index for index, name in enumerate(parameters)}
    plain = dict(network.named_parameters())
    state: dict[int, dict[str, Tensor]] = {}
    for key, value in saved.items():
        name, _, what = key.rpartition("/")
        parameter = parameters.get(name)
        if parameter is None:
            raise OptimizerStateError(
                f"{_KEY}: {key!r} in the file names no parameter of the network; {_REPAIR}"
            )
        shape = torch.Size() if what == "step" else plain[name].shape
        _check(key, value, shape)
        if what != "step":
            like = parameter.detach()
            value = in_memory_order(laid_out_like(like, value.view_as(like)))  # noqa: PLW2901 - the same numbers
        state.setdefault(number[name], {})[what] = value
    expected = _state_names(optimizer)
    for name, index in number.items():
        if (found := set(state.get(index, {}))) != expected:
            raise OptimizerStateError(
                f"{_KEY}: of {name!r}, the file has {_listed(found)}, this optimizer keeps"
                f" {_listed(expected)}; {_REPAIR}"
            )
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})


def _check(key: str, value: Tensor, shape: torch.Size) -> None:
    """Raise `OptimizerStateError` for a tensor of another shape or type, or with NaN in it."""
    if value.shape != shape:
        raise OptimizerStateError(
            f"{_KEY}: {key!r} in the file has shape {tuple(value.shape)}, it should have"
            f" {tuple(shape)}; {_REPAIR}"
        )
    if value.dtype != torch.float32 or not value.isfinite().all():
        raise OptimizerStateError(
            f"{_KEY}: {key!r} in the file should hold finite numbers of torch.float32, found"
            f" {value.dtype}{' and NaN or infinity' * (value.dtype == torch.float32)};"
            f" {_REPAIR}"
        )


def own_tensors(optimizer: optim.Optimizer) -> dict[str, Tensor]:
    """What an optimizer keeps, as `<number of the parameter>/<what>`; not copies."""
    parameters = [each for group in optimizer.param_groups for each in group["params"]]
    return {
        f"{number}/{what}": value
        for number, parameter in enumerate(parameters)
        for what, value in optimizer.state.get(parameter, {}).items()
        if isinstance(value, Tensor)
    }


def _paired(
    trained: nn.Module, optimizer: optim.Optimizer
) -> list[tuple[tuple[str, nn.Parameter], Tensor]]:
    """Each parameter with its name, and what the optimizer has of it: the same memory."""
    named = [(name, p) for name, p in trained.named_parameters() if p.requires_grad]
    return list(zip(named, optimizer.param_groups[0]["params"], strict=True))


def _listed(names: set[str]) -> str:
    return ", ".join(sorted(names)) or "nothing"


def _state_names(optimizer: optim.Optimizer) -> set[str]:
    """What an optimizer keeps for each parameter."""
    match optimizer:
        case optim.Adam():  # and AdamW, which is one
            return {"step", "exp_avg", "exp_avg_sq"}
        case optim.Adadelta():
            return {"step", "square_avg", "acc_delta"}
        case _:
            return {"momentum_buffer"} if optimizer.param_groups[0]["momentum"] else set()
