"""Multiply-adds, against counts by hand."""

import pytest
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
