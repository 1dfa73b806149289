"""A training that leaves the finite numbers stops, in one line that says what to do."""

import math

import pytest
import torch
from recipes import recipe
from trained import CPU, NO_IMAGES, Recorder, seeded_classifier

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier
from digits.training.divergence import DivergedError, check_loss, check_weights
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


ADVICE = "the training has diverged; lower training.learning_rate in params.yaml"


@pytest.mark.parametrize("loss", [math.nan, math.inf, -math.inf])
def test_a_loss_that_is_no_number_is_told_with_its_kind_and_epoch(loss: float) -> None:
    with pytest.raises(DivergedError) as diverged:
        check_loss("validation loss", loss, 3)
    assert str(diverged.value) == f"the validation loss is {loss} after epoch 3: {ADVICE}"


@pytest.mark.parametrize("loss", [None, 0.0, 1e300])
def test_a_loss_that_is_finite_or_was_not_measured_is_none(loss: float | None) -> None:
    check_loss("validation loss", loss, 3)


@pytest.mark.parametrize("place", [0, -1])  # in the first layer, in the last
def test_a_single_weight_is_enough(place: int) -> None:
    network = seeded_classifier("mlp_small").network
    check_weights(network, 3)
    with torch.no_grad():
        list(network.parameters())[place].view(-1)[-1] = math.inf
    with pytest.raises(DivergedError) as diverged:
        check_weights(network, 3)
    assert str(diverged.value) == f"a weight is no finite number after epoch 3: {ADVICE}"
