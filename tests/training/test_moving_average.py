"""The moving average of the weights (`ema`): what is validated, saved, and left alone."""

import copy
import functools

import pytest
import torch
from recipes import recipe
from torch import Tensor, nn
from trained import CPU, seeded_classifier, train
from weights import weight_bytes

from digits.data.images import LabelledImages
from digits.torch_classifier import TorchClassifier, logits_in_batches
from digits.training.history import Epoch, Observer
from digits.training.scores import ImageScores
from digits.training.trainer import Trainer

DECAY = 0.8


class WithStatistics(nn.Sequential):
    """Batch normalization, whose statistics are averaged too."""

    def __init__(self) -> None:
        super().__init__(
            nn.Conv2d(1, 4, kernel_size=5, stride=4),
            nn.BatchNorm2d(4),
            nn.ReLU(),
            nn.Flatten(),
            nn.Linear(4 * 6 * 6, 10),
        )


def classifier_with_statistics() -> TorchClassifier:
    classifier = seeded_classifier("mlp_small")
    torch.manual_seed(0)
    classifier.network = WithStatistics()
    return classifier


def steps_of(
    classifier: TorchClassifier, data: LabelledImages, **changes: object
) -> list[dict[str, Tensor]]:
    """The state of the network that steps change, after each of them."""
    trainer = Trainer(classifier, data, data, recipe(**changes), CPU)
    states: list[dict[str, Tensor]] = []
    step = trainer.learner.step

    def recorded(images: Tensor, labels: Tensor, batch: int | None = None) -> Tensor:
        logits = step(images, labels, batch)
        states.append(copy.deepcopy(trainer.learner.network.state_dict()))
        return logits

    trainer.learner.step = recorded
    trainer.fit(Observer())
    return states


@pytest.mark.parametrize("changes", [{}, {"channels_last": True, "fast_layers": True}], ids=str)
def test_the_result_is_the_average_of_the_states_after_each_step(
    digits_200: LabelledImages, changes: dict[str, object]
) -> None:
    classifier = classifier_with_statistics()
    states = steps_of(classifier, digits_200, ema=DECAY, **changes)
    found = classifier.network.state_dict()
    for name in found.keys() - {"1.num_batches_tracked"}:  # used by no network here
        wanted = functools.reduce(
            lambda average, state, name=name: DECAY * average + (1 - DECAY) * state[name],
            states[1:],
            states[0][name],
        )
        torch.testing.assert_close(
            found[name], wanted.reshape(found[name].shape), rtol=1e-5, atol=1e-6
        )


def test_the_steps_are_the_same_as_without_an_average(digits_200: LabelledImages) -> None:
    plain, averaged = (
        steps_of(classifier_with_statistics(), digits_200, ema=decay)[-1] for decay in (None, DECAY)
    )
    for name, tensor in plain.items():
        assert averaged[name].equal(tensor), name


def test_the_average_is_validated(digits_200: LabelledImages) -> None:
    classifier = classifier_with_statistics()
    found: list[tuple[Epoch, Tensor]] = []

    class Judge(Observer):
        def on_epoch(self, epoch: Epoch) -> None:
            network = copy.deepcopy(classifier)
            found.append((epoch, logits_in_batches(network, digits_200.images, 50)))

    Trainer(classifier, digits_200, digits_200, recipe(ema=DECAY), CPU).fit(Judge())
    for epoch, logits in found:
        loss, accuracy = ImageScores.of(logits, digits_200.labels).means()
        assert epoch.validation_loss == pytest.approx(loss, abs=1e-5)
        assert epoch.validation_accuracy == accuracy


def test_no_decay_at_all_is_no_average(digits_200: LabelledImages) -> None:
    plain, averaged = classifier_with_statistics(), classifier_with_statistics()
    train(plain, recipe(), digits_200)
    train(averaged, recipe(ema=0.0), digits_200)
    assert weight_bytes(plain) == weight_bytes(averaged)
