"""What layers gave while a network ran, and a network that is left as it was."""

from collections import OrderedDict

import pytest
import torch
from torch import Tensor, nn

from digits.visualization.layer_calls import WHOLE, recorded_calls

BLOCKS = nn.Sequential(
    OrderedDict(block=nn.Sequential(nn.Linear(3, 3), nn.ReLU()), logits=nn.Linear(3, 2))
)


def test_modules_that_call_no_other_are_recorded_in_the_order_of_their_calls() -> None:
    with recorded_calls(BLOCKS, 4) as calls:
        answers = BLOCKS(torch.ones(4, 3))
    assert [call.name for call in calls] == ["block.0", "block.1", "logits"]
    assert calls[-1].output is not None
    assert calls[-1].output.equal(answers)


def test_a_network_of_one_layer_is_recorded_whole() -> None:
    layer = nn.Linear(3, 2)
    with recorded_calls(layer, 4) as calls:
        layer(torch.ones(4, 3))
    assert [(call.name, call.layer) for call in calls] == [(WHOLE, layer)]


def test_an_output_for_another_number_of_images_is_not_kept() -> None:
    with recorded_calls(BLOCKS, 5) as calls:
        BLOCKS(torch.ones(4, 3))
    assert [call.output for call in calls] == [None] * 3


class _Gives(nn.Module):
    """A layer with an output of its own."""

    def __init__(self, output: object) -> None:
        super().__init__()
        self._output = output

    def forward(self, _images: Tensor) -> object:
        return self._output


UNSHOWN = {
    "complex numbers": torch.ones(4, 3, dtype=torch.complex64),
    "one number for each image": torch.ones(4),
    "no number for any image": torch.ones(4, 0),
    "several tensors": (torch.ones(4, 3), torch.ones(4, 3)),
    "words": "four",
}


@pytest.mark.parametrize("kind", UNSHOWN)
def test_what_cannot_be_shown_is_not_kept(kind: str) -> None:
    layer = _Gives(UNSHOWN[kind])
    with recorded_calls(layer, 4) as calls:
        layer(torch.ones(4, 3))
    assert [call.output for call in calls] == [None]


def test_whole_numbers_are_kept_as_numbers_between_them() -> None:
    layer = _Gives(torch.arange(8).reshape(4, 2))
    with recorded_calls(layer, 4) as calls:
        layer(torch.ones(4, 3))
    assert calls[0].output is not None
    assert calls[0].output.equal(torch.arange(8.0).reshape(4, 2))


def test_a_failure_leaves_no_hook_behind() -> None:
    with pytest.raises(RuntimeError), recorded_calls(BLOCKS, 4):
        BLOCKS(torch.ones(4, 7))
    for module in BLOCKS.modules():
        assert not vars(module)["_forward_hooks"]
        assert not vars(module)["_forward_pre_hooks"]
