"""Views in the order of memory, and values laid out for them."""

import pytest
import torch
from side_by_side import LAYOUTS, normal
from torch import nn
from torch.optim import Adam

from digits.training.memory_order import in_memory_order, laid_out_like

layouts = pytest.mark.parametrize("layout", LAYOUTS)


@layouts
def test_the_view_shares_its_memory_and_holds_every_number_once(layout: str) -> None:
    tensor = normal(4, 3, 5, 2).contiguous(memory_format=LAYOUTS[layout])
    view = in_memory_order(tensor)
    assert view.is_contiguous()
    assert view.data_ptr() == tensor.data_ptr()
    assert view.flatten().sort().values.equal(tensor.flatten().sort().values)
    view.zero_()
    assert tensor.eq(0).all()


def test_a_plain_tensor_is_its_own_view() -> None:
    tensor = normal(4, 3)
    assert in_memory_order(tensor) is tensor


@layouts
@pytest.mark.parametrize("of_values", LAYOUTS)
def test_values_keep_their_places_whatever_the_two_layouts(layout: str, of_values: str) -> None:
    tensor = torch.empty(4, 3, 5, 2).contiguous(memory_format=LAYOUTS[layout])
    values = normal(4, 3, 5, 2).contiguous(memory_format=LAYOUTS[of_values])
    found = laid_out_like(tensor, values)
    assert found.equal(values)
    assert found.stride() == tensor.stride()


@layouts
@pytest.mark.parametrize("of_gradient", LAYOUTS)
def test_a_step_in_the_order_of_memory_is_the_plain_one(layout: str, of_gradient: str) -> None:
    weights, gradient = normal(4, 3, 5, 2), normal(4, 3, 5, 2, seed=1)
    plain = nn.Parameter(weights.clone())
    tensor = weights.contiguous(memory_format=LAYOUTS[layout])
    stepped = nn.Parameter(in_memory_order(tensor))
    laid_out = laid_out_like(tensor, gradient.contiguous(memory_format=LAYOUTS[of_gradient]))
    for parameter, its_gradient in ((plain, gradient), (stepped, in_memory_order(laid_out))):
        parameter.grad = its_gradient
        Adam([parameter], fused=True).step()
    assert tensor.equal(plain)
