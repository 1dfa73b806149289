"""An optimizer's state on disk: named by parameter, as safetensors in place of a pickle."""

from collections.abc import Mapping
from pathlib import Path

from safetensors.torch import save_file
from torch import Tensor, nn, optim

from digits.errors import UserError


class OptimizerStateError(UserError):
    """A saved state doesn't fit the optimizer or the network."""


def save_optimizer_state(optimizer: optim.Optimizer, network: nn.Module, path: Path) -> None:
    """Write the state of every parameter as `<parameter>/<what>`, e.g. `conv1.weight/exp_avg`."""
    state = {
        f"{name}/{what}": value.detach().cpu().contiguous()
        for name, parameter in network.named_parameters()
        for what, value in optimizer.state.get(parameter, {}).items()
        if isinstance(value, Tensor)
    }
    save_file(state, path)


def restore_optimizer_state(
    optimizer: optim.Optimizer, network: nn.Module, saved: Mapping[str, Tensor]
) -> None:
    """Give the optimizer the state that `save_optimizer_state` wrote.

    Learning rate and options stay those of the recipe.

    Raises `OptimizerStateError` where a name or a shape doesn't fit.
    """
    parameters = dict(network.named_parameters())
    state: dict[int, dict[str, Tensor]] = {}
    numbers = {name: number for number, name in enumerate(parameters)}
    for key, value in saved.items():
        name, _, what = key.rpartition("/")
        if name not in parameters:
            raise OptimizerStateError(f"optimizer state: {key!r} names no parameter of the network")
        if value.dim() and value.shape != parameters[name].shape:
            raise OptimizerStateError(
                f"optimizer state: {key!r} has shape {tuple(value.shape)}, the parameter has"
                f" {tuple(parameters[name].shape)}"
            )
        state.setdefault(numbers[name], {})[what] = value
    optimizer.load_state_dict({**optimizer.state_dict(), "state": state})
