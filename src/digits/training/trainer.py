"""The training loop: batches by index, no work on the host per step, validation per epoch."""

from dataclasses import asdict

import torch

from digits.data.chosen_images import Images
from digits.params.training import Training
from digits.resume.keeper import Keeper
from digits.resume.state_file import TrainingState
from digits.torch_classifier import TorchClassifier
from digits.training.batch_size import check_batches
from digits.training.divergence import check_loss, check_weights
from digits.training.epoch_under_way import EpochUnderWay
from digits.training.history import Epoch, Interval, Observer
from digits.training.learner import Learner
from digits.training.prepared import preparation
from digits.training.processes import OneProcess
from digits.training.random_state import random_state, restore_random_state
from digits.training.training_images import TrainingImages
from digits.training.validation import Validation


class Trainer:
    """Data, the learner that it is given to, and how far through it the training is.

    All randomness of the steps comes from two seeded generators: this one's for the order of the
    images and their distortions, torch's own for dropout.

    Attributes:
        learner: what changes with every step.
    """

    def __init__(
        self,
        classifier: TorchClassifier,
        training: Images,
        validation: Images,
        recipe: Training,
        device: torch.device,
        processes: OneProcess | None = None,
    ) -> None:
        """Move everything to the device; images only where there is memory for them.

        Args:
            classifier: trained in place; it holds the trained weights after every epoch.
            training: the images to learn from.
            validation: the images to measure by; may be none.
            recipe: how to train.
            device: where.
            processes: that train together; by default this one alone.

        Raises `BatchSizeError` where a batch can't be divided or would be too small.
        """
        self._processes = processes or OneProcess()
        check_batches(classifier, len(training), recipe, self._processes.count)
        steps_per_epoch = -(-len(training) // recipe.batch_size)  # the last may be smaller
        self.learner = Learner(classifier, recipe, device, steps_per_epoch, self._processes)
        self._classifier = classifier
        self._recipe = recipe
        self._device = device
        prepare = preparation(classifier, recipe.precision)
        self._images = TrainingImages(
            training, recipe.augmentation, device, prepare, sharing=self._processes.local
        )
        self._validation = Validation(validation, device, prepare, self._processes)
        images, classes = len(training), len(training.classes)
        self._epoch = EpochUnderWay(images, classes, recipe.seed, device)
        self._history: list[Epoch] = []

    def fit(self, observer: Observer, keeper: Keeper | None = None) -> list[Epoch]:
        """Train for all epochs of the recipe that are left; return the history of all.

        Args:
            observer: told how it goes.
            keeper: offered the state after every step and every epoch.

        Raises `DivergedError` after the first epoch that ends with a loss or a weight which is no
        finite number, and what the keeper raises: `InterruptedTraining` and `WriteError`.
        """
        keeper = keeper or Keeper()
        while len(self._history) < self._recipe.epochs:
            self._history.append(self._next_epoch(observer, keeper))
            try:
                keeper.after_epoch(self.state)
            finally:  # not before: nobody may be left to read the line
                observer.on_epoch(self._history[-1])
        return self._history

    def state(self) -> TrainingState:
        """Where the training stands, between two steps; tensors are not copied."""
        learner = self.learner.state()
        # A row for each process: dropout's numbers are each one's own.
        random = {
            name: self._processes.together(state.unsqueeze(0), self._processes.count)
            for name, state in random_state(self._device).items()
        }
        return TrainingState(
            {**learner.tensors, **self._epoch.tensors(), **random},
            {**learner.record, "history": [asdict(epoch) for epoch in self._history]},
        )

    def restore(self, state: TrainingState) -> None:
        """Go on from where another trainer that was built from equal arguments stood."""
        self.learner.restore(state)
        self._history = [Epoch(**epoch) for epoch in state.record["history"]]
        self._epoch.restore(state.tensors)
        random = {name: rows for name, rows in state.tensors.items() if name.startswith("random/")}
        # Cloned, since torch reads a generator's state from the start of a tensor's memory.
        own = {name: rows[self._processes.rank].clone() for name, rows in random.items()}
        restore_random_state(self._device, own)

    def _next_epoch(self, observer: Observer, keeper: Keeper) -> Epoch:
        number = len(self._history) + 1
        train_loss, train_accuracy = self._train(number, observer, keeper)
        validation_loss, validation_accuracy = self._validation.scores(self.learner)
        self.learner.publish()
        # The last step may have done what the loss of training shows no more.
        check_loss("validation loss", validation_loss, number)
        check_weights(self._classifier, number)
        self._epoch.begin_next()
        return Epoch(number, train_loss, train_accuracy, validation_loss, validation_accuracy)

    def _train(self, epoch: int, observer: Observer, keeper: Keeper) -> tuple[float, float]:
        self.learner.network.train()
        under_way = self._epoch
        total, size = len(self._images.labels), self._recipe.batch_size
        order = torch.randperm(total, generator=under_way.generator).to(self._device)
        labels = self._images.labels[order]
        maps = self._images.random_maps(under_way.generator)
        # Scores are computed when they are shown, not per step: on a GPU that would wait for the
        # step, on a CPU it costs more than a small network does.
        interval = size * self._recipe.log_interval  # images
        shown = under_way.seen - under_way.seen % interval
        for start in range(under_way.seen, total, size):
            under_way.seen = min(start + size, total)
            batch = slice(start, under_way.seen)
            own = self._processes.own(batch)
            images = self._images.batch(order[own], None if maps is None else maps[own])
            count = under_way.seen - start
            logits = self.learner.step(images, labels[own], count)
            under_way.logits[batch] = self._processes.together(logits, count)
            self.learner.advance_schedule()
            if under_way.seen == total or under_way.seen % interval == 0:
                means = under_way.means(labels, since=shown)
                observer.on_interval(Interval(epoch, under_way.seen, total, *means))
                shown = under_way.seen
            if under_way.seen < total:
                keeper.after_step(self.state)
        # From each image's score: the interval changes no figure, not even in the last digit.
        loss, accuracy = under_way.means(labels)
        check_loss("loss", loss, epoch)
        return loss, accuracy
