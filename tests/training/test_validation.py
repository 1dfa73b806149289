"""Validation: it measures and touches nothing."""

import pytest
import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from recipes import recipe
from synthetic import synthetic_digits
from trained import CPU, NO_IMAGES, record_inputs, seeded_classifier, train
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.training.history import Epoch, Observer
from digits.training.trainer import Trainer


@pytest.fixture(scope="module")
def unseen() -> LabelledImages:
    """More than are measured at a time."""
    return synthetic_digits(1003, seed=9)


def test_measures_the_weights_after_the_epoch_without_dropout(
    digits_200: LabelledImages, unseen: LabelledImages
) -> None:
    classifier = seeded_classifier("simple_cnn")
    epoch = train(classifier, recipe(), digits_200, unseen).epochs[-1]
    with torch.no_grad():
        logits = classifier.eval()(unseen.images)
    right = (logits.argmax(1) == unseen.labels).float().mean().item()
    assert epoch.validation_loss == pytest.approx(F.cross_entropy(logits, unseen.labels).item())
    assert epoch.validation_accuracy == pytest.approx(right)


def test_changes_neither_weights_nor_random_numbers(
    digits_200: LabelledImages, unseen: LabelledImages
) -> None:
    with_it, without = seeded_classifier("simple_cnn"), seeded_classifier("simple_cnn")
    amounts = {"rotation": 5.0, "scale": 0.0, "shear": 0.0, "shift": 1.0, "elastic": 0.0}
    for classifier, validation in ((with_it, unseen), (without, NO_IMAGES)):
        torch.manual_seed(5)  # dropout's
        train(classifier, recipe(augmentation=amounts), digits_200, validation)
    assert weight_bytes(with_it) == weight_bytes(without)


def test_without_images_there_is_nothing_to_say(digits_200: LabelledImages) -> None:
    for epoch in train(seeded_classifier("mlp_small"), recipe(), digits_200).epochs:
        assert epoch.validation_loss is None
        assert epoch.validation_accuracy is None


def test_images_are_neither_distorted_nor_shuffled(digits_200: LabelledImages) -> None:
    classifier = seeded_classifier("mlp_small")
    batches = record_inputs(classifier.network, training=False)
    amounts = {"rotation": 20.0, "scale": 0.1, "shear": 0.1, "shift": 3.0, "elastic": 0.0}
    train(classifier, recipe(augmentation=amounts, epochs=1), digits_200, digits_200)
    assert torch.cat(batches).equal(classifier.normalize(digits_200.images))


def test_epochs_are_numbered_and_told_as_they_are_returned(digits_200: LabelledImages) -> None:
    told: list[Epoch] = []

    class Listener(Observer):
        def on_epoch(self, epoch: Epoch) -> None:
            told.append(epoch)

    trainer = Trainer(seeded_classifier("mlp_small"), digits_200, digits_200, recipe(epochs=3), CPU)
    assert trainer.fit(Listener()) == told
    assert [epoch.epoch for epoch in told] == [1, 2, 3]
