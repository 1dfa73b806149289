"""The moving average of a network's weights (`ema` in params.yaml)."""

from torch import nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn


def moving_average(network: nn.Module, decay: float) -> AveragedModel:
    """Of weights and of the statistics of batch normalization: average · decay + new · (1 - decay).

    The first step's weights begin it.
    """
    return AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)
