"""The training loop: batches from memory, no work on the host per step, validation per epoch."""

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float, Int64
from torch import Tensor

from digits.classifier import Classifier, logits_in_batches
from digits.data.images import LabelledImages
from digits.errors import UserError
from digits.params.training import Training
from digits.training.augmentation import distort
from digits.training.history import Epoch, Interval, Observer
from digits.training.optimizer import build_optimizer, build_schedule

_VALIDATION_BATCH = 1000  # images; it bounds the memory and changes no figure


class DivergedError(UserError):
    """The loss is no longer a number."""


class Trainer:
    """A classifier, its data and its optimizer, between one step and the next.

    All randomness of the steps comes from two seeded generators: this one's for the order of the
    images and their distortions, torch's own for dropout.
    """

    def __init__(
        self,
        classifier: Classifier,
        training: LabelledImages,
        validation: LabelledImages,
        recipe: Training,
        device: torch.device,
    ) -> None:
        """Normalize the images once and move everything to the device.

        Args:
            classifier: trained in place.
            training: the images to learn from.
            validation: the images to measure by; may be none.
            recipe: how to train.
            device: where.
        """
        self._classifier = classifier.to(device)
        self._recipe = recipe
        self._device = device
        self._half = recipe.precision == "bfloat16"
        self._background = float(-classifier.mean / classifier.std)
        self._images, self._labels = self._prepared(training)
        self._validation_images, self._validation_labels = self._prepared(validation)
        self._network = classifier.network
        if recipe.channels_last:
            self._network.to(memory_format=torch.channels_last)
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self._steps_per_epoch = -(-len(training) // recipe.batch_size)  # the last may be smaller
        self.optimizer = build_optimizer(
            recipe.optimizer, recipe.learning_rate, self._network.parameters()
        )
        self._schedule = build_schedule(
            recipe.schedule,
            self.optimizer,
            steps_per_epoch=self._steps_per_epoch,
            epochs=recipe.epochs,
        )

    def fit(self, observer: Observer) -> list[Epoch]:
        """Train for all epochs of the recipe.

        Raises `DivergedError` after the first epoch whose loss is not a finite number.
        """
        return [self._epoch(number, observer) for number in range(1, self._recipe.epochs + 1)]

    def _epoch(self, number: int, observer: Observer) -> Epoch:
        train_loss, train_accuracy = self._train(number, observer)
        validation_loss, validation_accuracy = self._validate()
        epoch = Epoch(number, train_loss, train_accuracy, validation_loss, validation_accuracy)
        observer.on_epoch(epoch)
        return epoch

    def _train(self, epoch: int, observer: Observer) -> tuple[float, float]:
        self._network.train()
        total = len(self._labels)
        order = torch.randperm(total, generator=self._generator).to(self._device)
        labels = self._labels[order]
        # Kept for the whole epoch, so that scores are computed when they are shown, not per step:
        # on a GPU that would wait for the step, on a CPU it costs more than a small network does.
        logits = torch.empty(total, 10, device=self._device)
        seen = reported = 0
        for step, batch in enumerate(order.split(self._recipe.batch_size), start=1):
            until = seen + len(batch)
            logits[seen:until] = self._step(self._batch(batch), labels[seen:until])
            seen = until
            if step % self._recipe.log_interval == 0 or seen == total:
                scores = _scores(logits[reported:seen], labels[reported:seen])
                observer.on_interval(Interval(epoch, seen, total, *scores))
                reported = seen
        loss, accuracy = _scores(logits, labels)
        if not torch.isfinite(torch.tensor(loss)):
            raise DivergedError(
                f"the loss is {loss} after epoch {epoch}: the training has diverged; lower"
                " training.learning_rate"
            )
        return loss, accuracy

    def _batch(self, indices: Int64[Tensor, " batch"]) -> Float[Tensor, "batch 1 28 28"]:
        images = self._images[indices]
        if (limits := self._recipe.augmentation) is None:
            return images
        return distort(images, limits, background=self._background, generator=self._generator)

    def _step(
        self, images: Float[Tensor, "batch 1 28 28"], labels: Int64[Tensor, " batch"]
    ) -> Float[Tensor, "batch 10"]:
        with self._autocast():
            logits = self._network(images)
        loss = F.cross_entropy(logits.float(), labels)
        self.optimizer.zero_grad()
        loss.backward()
        self.optimizer.step()
        if self._schedule:
            self._schedule.step()
        return logits.detach()

    def _validate(self) -> tuple[float, float] | tuple[None, None]:
        if len(self._validation_labels) == 0:
            return None, None
        with self._autocast():
            logits = logits_in_batches(self._network, self._validation_images, _VALIDATION_BATCH)
        return _scores(logits, self._validation_labels)

    def _prepared(
        self, data: LabelledImages
    ) -> tuple[Float[Tensor, "n 1 28 28"], Int64[Tensor, " n"]]:
        images = self._classifier.normalize(data.images.to(self._device))
        # Autocast would convert every batch anyway: once is cheaper, and halves the memory.
        return images.bfloat16() if self._half else images, data.labels.to(self._device)

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self._device.type, torch.bfloat16, enabled=self._half)


def _scores(logits: Float[Tensor, "n 10"], labels: Int64[Tensor, " n"]) -> tuple[float, float]:
    """Mean cross-entropy and accuracy."""
    loss = F.cross_entropy(logits, labels)
    return loss.item(), (logits.argmax(1) == labels).float().mean().item()
