"""A training that has left the finite numbers, told before anything is made of it."""

import math

from torch import nn

from digits.errors import UserError


class DivergedError(UserError):
    """The loss or a weight is no longer a finite number."""


def check_loss(kind: str, loss: float | None, epoch: int) -> None:
    """Look at a loss of an epoch, None where nothing was measured.

    Raises `DivergedError` where it is no finite number.
    """
    if loss is not None and not math.isfinite(loss):
        raise _diverged(f"the {kind} is {loss}", epoch)


def check_weights(network: nn.Module, epoch: int) -> None:
    """Look at the weights after an epoch.

    Raises `DivergedError` where one is no finite number.
    """
    if not all(weights.isfinite().all() for weights in network.parameters()):
        raise _diverged("a weight is no finite number", epoch)


def _diverged(sign: str, epoch: int) -> DivergedError:
    return DivergedError(
        f"{sign} after epoch {epoch}: the training has diverged; lower training.learning_rate"
        " in params.yaml"
    )
