"""A training that leaves the finite numbers stops, in one line that says what to do."""

import pytest
from recipes import recipe
from trained import CPU, NO_IMAGES, Recorder, seeded_classifier

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.training.divergence import DivergedError
from digits.training.trainer import Trainer


def test_a_learning_rate_that_is_too_high_stops_the_run(digits_200: LabelledImages) -> None:
    recorder = Recorder()
    chosen = recipe(learning_rate=1e30, epochs=5)
    trainer = Trainer(seeded_classifier("mlp_small"), digits_200, digits_200, chosen, CPU)
    with pytest.raises(DivergedError, match=r"after epoch 1: .*learning_rate"):
        trainer.fit(recorder)
    assert recorder.epochs == []


def test_the_last_step_of_all_is_looked_at_too(digits_200: LabelledImages) -> None:
    # The only step's loss is of the weights from before it.
    chosen = recipe(learning_rate=1e30, epochs=1, batch_size=200)
    trainer = Trainer(seeded_classifier("lenet"), digits_200, digits_200, chosen, CPU)
    with pytest.raises(DivergedError, match=r"validation loss .* after epoch 1: .*learning_rate"):
        trainer.fit(Recorder())


def test_infinite_weights_stop_a_run_without_validation(digits_200: LabelledImages) -> None:
    chosen = recipe(learning_rate=1e30, epochs=1, batch_size=200)
    classifier = TorchClassifier("mlp_small", std=1e-10)  # large inputs make large gradients
    with pytest.raises(DivergedError, match=r"weight .* after epoch 1: .*learning_rate"):
        Trainer(classifier, digits_200, NO_IMAGES, chosen, CPU).fit(Recorder())
