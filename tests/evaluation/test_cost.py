"""Multiply-adds, against counts by hand."""

import pytest
import torch
from odd_networks import with_network
from torch import Tensor, nn
from trained import seeded_classifier
from weights import weight_bytes

from digits.evaluation.cost import cost_scores, multiply_adds, training_multiply_adds


@pytest.mark.parametrize(
    ("architecture", "expected"),
    [
        ("mlp_small", 784 * 28 + 28 * 10),
        ("mlp", 784 * 784 + 784 * 10),
        # 6 and 16 filters of 5 × 5 at 24² and 8² places, three linear layers
        ("lenet", 24**2 * 6 * 25 + 8**2 * 16 * 25 * 6 + 256 * 120 + 120 * 84 + 84 * 10),
    ],
)
def test_counts_what_the_layers_multiply(architecture: str, expected: int) -> None:
    assert multiply_adds(seeded_classifier(architecture)) == expected


class Rows(nn.Module):
    """A layer that sees an image as 28 rows of 28 pixels, and gives its answer to the last."""

    def __init__(self, layer: nn.Module) -> None:
        super().__init__()
        self.layer = layer

    def forward(self, images: Tensor) -> Tensor:
        answers = self.layer(images[:, 0])
        return (answers[0] if isinstance(answers, tuple) else answers)[:, -1]


class SelfAttention(nn.Module):
    """Of rows among themselves."""

    def __init__(self) -> None:
        super().__init__()
        self.attention = nn.MultiheadAttention(28, 4, batch_first=True)

    def forward(self, rows: Tensor) -> Tensor:
        return self.attention(rows, rows, rows, need_weights=False)[0]


# 28 rows to queries, keys, values and answers; queries with keys, and their weights with values.
ATTENTION = 28 * 28 * 28 * 4 + 28 * 28 * 28 * 2


@pytest.mark.parametrize("training", [False, True])
@pytest.mark.parametrize(
    ("layer", "expected"),
    [
        (SelfAttention(), ATTENTION),
        (
            nn.TransformerEncoderLayer(28, 4, dim_feedforward=56, batch_first=True),
            ATTENTION + 28 * 28 * 56 * 2,
        ),
        (nn.LSTM(28, 8, batch_first=True), 28 * (28 + 8) * 8 * 4),
        (nn.GRU(28, 8, batch_first=True), 28 * (28 + 8) * 8 * 3),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, nn.Module) else "",
)
def test_counts_layers_that_torch_takes_in_one_step(
    layer: nn.Module,
    expected: int,
    training: bool,  # noqa: FBT001 - pytest's
) -> None:
    assert multiply_adds(with_network(Rows(layer)), training=training) == expected


def fast_paths() -> list[bool]:
    """Which of its shortcuts torch may take."""
    return [
        torch.backends.mha.get_fastpath_enabled(),
        bool(torch.backends.mkldnn.enabled),
        torch.backends.cuda.flash_sdp_enabled(),
        torch.backends.cuda.mem_efficient_sdp_enabled(),
        torch.backends.cuda.math_sdp_enabled(),
    ]


def test_torch_is_as_fast_as_before_also_after_an_error() -> None:
    class Failing(nn.Module):
        def forward(self, images: Tensor) -> Tensor:
            del images
            raise ArithmeticError

    before = fast_paths()
    multiply_adds(seeded_classifier("mlp_small"))
    assert fast_paths() == before
    with pytest.raises(ArithmeticError):
        multiply_adds(with_network(Failing()))
    assert fast_paths() == before
    assert all(before)


def test_training_is_three_times_the_forward_pass_of_every_image_in_every_epoch() -> None:
    classifier = seeded_classifier("mlp_small")
    cost = training_multiply_adds(classifier, images=55_000, epochs=20)
    assert cost == 3 * multiply_adds(classifier) * 55_000 * 20
    scores = cost_scores(classifier, images=55_000, epochs=20)
    assert list(scores.values()) == [22_270, multiply_adds(classifier), cost]


def test_a_network_may_look_more_often_outside_training() -> None:
    classifier = seeded_classifier("compact_cnn")
    assert multiply_adds(classifier) == 5 * multiply_adds(classifier, training=True)


def test_leaves_the_network_as_it_is() -> None:
    classifier = seeded_classifier("compact_cnn")
    before, mode = weight_bytes(classifier), classifier.training
    training_multiply_adds(classifier, images=10, epochs=1)
    assert weight_bytes(classifier) == before
    assert classifier.training is mode
