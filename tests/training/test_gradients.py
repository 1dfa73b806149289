"""The gradients of a batch that is taken in parts are those of the whole."""

import pytest
import torch
from recipes import recipe
from shared_training import WithUnused
from side_by_side import assert_close_by_name
from torch import Tensor, nn
from trained import CPU, record_inputs, seeded_classifier

from digits.data.images import LabelledImages
from digits.training.gradients import Gradients


def gradients_of(
    network: nn.Module, images: Tensor, labels: Tensor, parts: int
) -> tuple[Tensor, dict[str, Tensor | None]]:
    chosen = recipe(batch_size=64, accumulation=parts, label_smoothing=0.1)
    names = [name for name, _ in network.named_parameters()]
    logits, found = Gradients(network, chosen, CPU).of(images, labels, len(labels))
    return logits, dict(zip(names, found, strict=True))


@pytest.mark.parametrize("images", [64, 53, 16])  # a whole batch, a smaller one, a single part
def test_parts_add_up_to_the_whole(images: int, digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("lenet5")
    batch = classifier.normalize(digits_200.images[:images])
    labels = digits_200.labels[:images]
    wanted_logits, wanted = gradients_of(classifier.network, batch, labels, 1)
    sizes = record_inputs(classifier.network, training=True)
    logits, found = gradients_of(classifier.network, batch, labels, 4)
    assert [len(each) for each in sizes] == [16] * (images // 16) + [images % 16] * (
        images % 16 > 0
    )
    torch.testing.assert_close(logits, wanted_logits, rtol=0, atol=1e-5)
    assert_close_by_name(
        {k: v for k, v in found.items() if v is not None},
        {k: v for k, v in wanted.items() if v is not None},
    )


def test_weights_that_are_not_used_have_none(digits_200: LabelledImages) -> None:
    network = WithUnused()
    images = digits_200.images[:64].float() / 255
    for parts in (1, 4):
        _, found = gradients_of(network, images, digits_200.labels[:64], parts)
        unused = {name for name, gradient in found.items() if gradient is None}
        assert unused == {"unused.weight", "unused.bias"}
