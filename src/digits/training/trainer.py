"""The training loop: batches by index, no work on the host per step, validation per epoch."""

import math
from dataclasses import asdict

import torch
from jaxtyping import Float, Int64, Real
from torch import Tensor

from digits.classifier import Classifier, logits_in_batches
from digits.data.chosen_images import Images, as_chosen
from digits.data.images import SIDE
from digits.errors import UserError
from digits.params.training import Training
from digits.resume.keeper import Keeper
from digits.resume.state_file import TrainingState
from digits.training.augmentation import Distortion, random_maps
from digits.training.batch_size import check_batches
from digits.training.history import Epoch, Interval, Observer
from digits.training.image_source import image_source
from digits.training.learner import Learner
from digits.training.processes import OneProcess
from digits.training.random_state import random_state, restore_random_state
from digits.training.scores import ImageScores

_VALIDATION_BATCH = 250  # images; it bounds the memory and changes no figure


class DivergedError(UserError):
    """The loss or a weight is no longer a finite number."""


class Trainer:
    """Data, the learner that it is given to, and how far through it the training is.

    All randomness of the steps comes from two seeded generators: this one's for the order of the
    images and their distortions, torch's own for dropout.

    Attributes:
        learner: what changes with every step.
    """

    def __init__(
        self,
        classifier: Classifier,
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
        self._labels = training.labels.to(device)
        # Normalized once where that can be done; to be distorted they stay pixels, as bytes.
        prepare = None if recipe.augmentation else self._prepared
        self._images = image_source(as_chosen(training), device, prepare)
        self._validation = image_source(as_chosen(validation), device, None)
        self._validation_labels = validation.labels.to(device)
        self._distortion = Distortion(SIDE, device)
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self._history: list[Epoch] = []
        # Of the epoch that is under way: how many images it has seen, what the network said of
        # them, and the generator from before it.
        self._seen = 0
        # One block: many small ones, kept from step to step, would leave holes all over the heap.
        self._logits = torch.empty(len(training), len(training.classes), device=device)
        self._order_state = self._generator.get_state()

    def fit(self, observer: Observer, keeper: Keeper | None = None) -> list[Epoch]:
        """Train for all epochs of the recipe that are left; return the history of all.

        Args:
            observer: told how it goes.
            keeper: offered the state after every step and every epoch.

        Raises `DivergedError` after the first epoch that ends with a loss or a weight which is no
        finite number.
        """
        keeper = keeper or Keeper()
        while len(self._history) < self._recipe.epochs:
            self._history.append(self._epoch(observer, keeper))
            try:
                keeper.after_epoch(self.state)
            finally:  # not before: nobody may be left to read the line
                observer.on_epoch(self._history[-1])
        return self._history

    def state(self) -> TrainingState:
        """Where the training stands, between two steps; tensors are not copied."""
        learner = self.learner.state()
        progress = {"order": self._order_state, "logits": self._logits[: self._seen]}
        # A row for each process: dropout's numbers are each one's own.
        random = {
            name: self._processes.together(state.unsqueeze(0), self._processes.count)
            for name, state in random_state(self._device).items()
        }
        return TrainingState(
            {**learner.tensors, **progress, **random},
            {**learner.record, "history": [asdict(epoch) for epoch in self._history]},
        )

    def restore(self, state: TrainingState) -> None:
        """Go on from where another trainer that was built from equal arguments stood."""
        self.learner.restore(state)
        self._history = [Epoch(**epoch) for epoch in state.record["history"]]
        self._order_state = state.tensors["order"]
        self._generator.set_state(self._order_state)
        self._seen = len(state.tensors["logits"])
        self._logits[: self._seen] = state.tensors["logits"]
        random = {name: rows for name, rows in state.tensors.items() if name.startswith("random/")}
        # Cloned, since torch reads a generator's state from the start of a tensor's memory.
        own = {name: rows[self._processes.rank].clone() for name, rows in random.items()}
        restore_random_state(self._device, own)

    def _epoch(self, observer: Observer, keeper: Keeper) -> Epoch:
        number = len(self._history) + 1
        train_loss, train_accuracy = self._train(number, observer, keeper)
        validation_loss, validation_accuracy = self._validate()
        self.learner.publish()
        # The last step may have done what the loss of training shows no more.
        if validation_loss is not None and not math.isfinite(validation_loss):
            raise DivergedError(_diverged(f"the validation loss is {validation_loss}", number))
        if not all(weights.isfinite().all() for weights in self._classifier.parameters()):
            raise DivergedError(_diverged("a weight is no finite number", number))
        self._seen = 0
        self._order_state = self._generator.get_state()
        return Epoch(number, train_loss, train_accuracy, validation_loss, validation_accuracy)

    def _train(self, epoch: int, observer: Observer, keeper: Keeper) -> tuple[float, float]:
        self.learner.network.train()
        total, size = len(self._labels), self._recipe.batch_size
        order = torch.randperm(total, generator=self._generator).to(self._device)
        labels = self._labels[order]
        maps = self._random_maps(total)
        # Scores are computed when they are shown, not per step: on a GPU that would wait for the
        # step, on a CPU it costs more than a small network does.
        interval = size * self._recipe.log_interval  # images
        shown = self._seen - self._seen % interval
        for start in range(self._seen, total, size):
            self._seen = min(start + size, total)
            batch = slice(start, self._seen)
            own = self._processes.own(batch)
            images = self._batch(order[own], None if maps is None else maps[own])
            count = self._seen - start
            logits = self.learner.step(images, labels[own], count)
            self._logits[batch] = self._processes.together(logits, count)
            self.learner.advance_schedule()
            if self._seen == total or self._seen % interval == 0:
                since = slice(shown, self._seen)
                means = ImageScores.of(self._logits[since], labels[since]).means()
                observer.on_interval(Interval(epoch, self._seen, total, *means))
                shown = self._seen
            if self._seen < total:
                keeper.after_step(self.state)
        # From each image's score, so that the interval changes no figure, not in the last digit.
        loss, accuracy = ImageScores.of(self._logits, labels).means()
        if not math.isfinite(loss):
            raise DivergedError(_diverged(f"the loss is {loss}", epoch))
        return loss, accuracy

    def _random_maps(self, count: int) -> Float[Tensor, "count 2 terms"] | None:
        if (limits := self._recipe.augmentation) is None:
            return None
        maps = random_maps(count, limits, side=SIDE, generator=self._generator)
        return maps.to(self._device)

    def _batch(
        self, indices: Int64[Tensor, " batch"], maps: Float[Tensor, "batch 2 terms"] | None
    ) -> Float[Tensor, "batch 1 28 28"]:
        images = self._images(indices)
        if maps is None:
            return images
        # Before the normalization, where the background is zero.
        return self._prepared(self._distortion(images.float(), maps))

    def _validate(self) -> tuple[float, float] | tuple[None, None]:
        labels = self._validation_labels
        if len(labels) == 0:
            return None, None
        places = torch.arange(len(labels), device=self._device)
        places = places[self._processes.own(slice(0, len(labels)))]
        with self.learner.autocast():
            judged = self.learner.judged
            own = logits_in_batches(judged, places, _VALIDATION_BATCH, self._validation_images)
        logits = self._processes.together(own, len(labels))
        return ImageScores.of(logits, labels).means()

    def _validation_images(self, indices: Int64[Tensor, " n"]) -> Float[Tensor, "n 1 28 28"]:
        return self._prepared(self._validation(indices))

    def _prepared(self, pixels: Real[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 1 28 28"]:
        images = self._classifier.normalize(pixels)
        return images.bfloat16() if self._recipe.precision == "bfloat16" else images


def _diverged(sign: str, epoch: int) -> str:
    return f"{sign} after epoch {epoch}: the training has diverged; lower training.learning_rate"
