"""The bytes of living tensors, against counts by hand."""

import torch

from digits.training.live_bytes import LiveBytes

KB = 1000  # bytes: 250 numbers in float32


def test_counts_what_is_made_until_it_is_dropped() -> None:
    with LiveBytes([]) as live:
        first = torch.zeros(250)
        second = torch.ones(500)
        del first
        _third = second * 2
    assert live.counts[0] == KB
    assert max(live.counts) == live.counts[-1] == 4 * KB
    assert 3 * KB in live.counts


def test_counts_neither_views_nor_what_was_there_before() -> None:
    weights = torch.zeros(100, 100)
    with LiveBytes([weights]) as live:
        rows = torch.zeros(5, 50)
        _views = rows.t(), rows[2:], weights.t(), weights.view(-1)
        weights.add_(1)
    assert set(live.counts) == {KB}


def test_counts_the_backward_pass() -> None:
    weights = torch.ones(250, requires_grad=True)
    with LiveBytes([weights]) as live:
        loss = (weights * weights).sum()
        forward = len(live.counts)
        torch.autograd.grad(loss, [weights])
    assert live.counts[forward - 1] == KB + 4  # the product, and a number
    assert max(live.counts[forward:]) >= 3 * KB  # both factors' gradients, and their sum
