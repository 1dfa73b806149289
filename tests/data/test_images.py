"""Labelled images in memory."""

import torch

from digits.data.images import LabelledImages


def test_selects_images_with_their_labels_in_the_order_asked(digits_200: LabelledImages) -> None:
    chosen = digits_200.select(torch.tensor([7, 3, 7]))
    assert len(chosen) == 3
    for place, index in enumerate([7, 3, 7]):
        assert torch.equal(chosen.images[place], digits_200.images[index])
        assert chosen.labels[place] == digits_200.labels[index]
