"""The training loop: batches from memory, no work on the host per step, validation per epoch."""

import copy
import math

import torch
import torch.nn.functional as F  # noqa: N812 - torch's own name for it
from jaxtyping import Float, Int64, Real
from torch import Tensor, nn
from torch.optim.swa_utils import AveragedModel, get_ema_multi_avg_fn

from digits.classifier import Classifier, logits_in_batches
from digits.data.images import SIDE, LabelledImages
from digits.errors import UserError
from digits.params.training import Training
from digits.training.augmentation import Distortion, random_maps
from digits.training.fast_layers.rewrite import copy_back, with_fast_layers
from digits.training.history import Epoch, Interval, Observer
from digits.training.memory_order import in_memory_order, laid_out_like
from digits.training.optimizer import allocate_state, build_optimizer, build_schedule
from digits.training.scores import ImageScores

_VALIDATION_BATCH = 250  # images; it bounds the memory and changes no figure


class DivergedError(UserError):
    """The loss is no longer a number."""


class BatchSizeError(UserError):
    """Batch normalization would be given a single image."""


class Trainer:
    """A classifier, its data and its optimizer, between one step and the next.

    All randomness of the steps comes from two seeded generators: this one's for the order of the
    images and their distortions, torch's own for dropout.

    Attributes:
        network: what is trained: the classifier's network, a copy of it where the recipe averages
            weights (`ema`), or with `fast_layers` the twin of either.
        optimizer: of the network's parameters; those in another layout than torch's plain one it
            sees in the order of memory.
    """

    def __init__(
        self,
        classifier: Classifier,
        training: LabelledImages,
        validation: LabelledImages,
        recipe: Training,
        device: torch.device,
    ) -> None:
        """Move everything to the device.

        Args:
            classifier: trained in place; it holds the trained weights after every epoch.
            training: the images to learn from.
            validation: the images to measure by; may be none.
            recipe: how to train.
            device: where.

        Raises `BatchSizeError` where a batch would be too small for the network.
        """
        _check_smallest_batch(classifier, len(training), recipe.batch_size)
        self._classifier = classifier.to(device)
        self._recipe = recipe
        self._device = device
        self._half = recipe.precision == "bfloat16"
        self._labels = training.labels.to(device)
        # Normalized once where that can be done; to be distorted they stay pixels, as bytes.
        images = training.images.to(device)
        self._images = images if recipe.augmentation else self._prepared(images)
        self._validation = validation.images.to(device), validation.labels.to(device)
        self._distortion = Distortion(SIDE, device)
        # Where the weights are averaged, the classifier receives the average, so steps need others.
        self.network = copy.deepcopy(classifier.network) if recipe.ema else classifier.network
        if recipe.channels_last:
            self.network.to(memory_format=torch.channels_last)
        if recipe.fast_layers and device.type == "cpu":
            self.network = with_fast_layers(self.network, torch.zeros(1, 1, SIDE, SIDE))
        self._parameters = [p for p in self.network.parameters() if p.requires_grad]
        self._average = _moving_average(self.network, recipe.ema) if recipe.ema else None
        self._generator = torch.Generator().manual_seed(recipe.seed)
        self._steps_per_epoch = -(-len(training) // recipe.batch_size)  # the last may be smaller
        self._stepped = [nn.Parameter(in_memory_order(p.detach())) for p in self._parameters]
        self.optimizer = build_optimizer(recipe.optimizer, recipe.learning_rate, self._stepped)
        allocate_state(self.optimizer)
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

    def step(
        self, images: Float[Tensor, "batch 1 28 28"], labels: Int64[Tensor, " batch"]
    ) -> Float[Tensor, "batch 10"]:
        """Change the weights by one batch of normalized images.

        Returns the logits from before the change.
        """
        with self._autocast():
            logits = self.network(images)
        loss = F.cross_entropy(logits.float(), labels, label_smoothing=self._recipe.label_smoothing)
        # `backward` would copy gradients that are views, such as those of `ChannelsLastLinear`.
        gradients = torch.autograd.grad(loss, self._parameters, allow_unused=True)
        parameters = zip(self._parameters, self._stepped, gradients, strict=True)
        for parameter, stepped, gradient in parameters:
            unused = gradient is None  # pyright: ignore[reportUnnecessaryComparison] - the type doesn't know `allow_unused`
            stepped.grad = None if unused else in_memory_order(laid_out_like(parameter, gradient))
        self.optimizer.step()
        self.optimizer.zero_grad()  # gives their memory to the next step
        if self._average:
            self._average.update_parameters(self.network)
        return logits.detach()

    def _epoch(self, number: int, observer: Observer) -> Epoch:
        train_loss, train_accuracy = self._train(number, observer)
        validation_loss, validation_accuracy = self._validate()
        copy_back(self._judged, self._classifier.network)
        epoch = Epoch(number, train_loss, train_accuracy, validation_loss, validation_accuracy)
        observer.on_epoch(epoch)
        return epoch

    @property
    def _judged(self) -> nn.Module:
        """What is validated and saved: the average of the weights, where there is one."""
        return self._average.module if self._average else self.network

    def _train(self, epoch: int, observer: Observer) -> tuple[float, float]:
        self.network.train()
        total = len(self._labels)
        order = torch.randperm(total, generator=self._generator).to(self._device)
        labels = self._labels[order]
        maps = self._random_maps(total)
        # Scores are computed when they are shown, not per step: on a GPU that would wait for the
        # step, on a CPU it costs more than a small network does. The logits wait in one block: many
        # small ones, kept from step to step, would leave holes all over the heap.
        logits = torch.empty(total, 10, device=self._device)
        scores: list[ImageScores] = []
        seen = scored = 0
        for step, batch in enumerate(order.split(self._recipe.batch_size), start=1):
            until = seen + len(batch)
            images = self._batch(batch, None if maps is None else maps[seen:until])
            logits[seen:until] = self.step(images, labels[seen:until])
            if self._schedule:
                self._schedule.step()
            seen = until
            if step % self._recipe.log_interval == 0 or seen == total:
                scores.append(ImageScores.of(logits[scored:seen], labels[scored:seen]))
                observer.on_interval(Interval(epoch, seen, total, *scores[-1].means()))
                scored = seen
        # From each image's score, so that the interval changes no figure, not in the last digit.
        loss, accuracy = ImageScores.joined(scores).means()
        if not math.isfinite(loss):
            raise DivergedError(
                f"the loss is {loss} after epoch {epoch}: the training has diverged; lower"
                " training.learning_rate"
            )
        return loss, accuracy

    def _random_maps(self, count: int) -> Float[Tensor, "count 2 terms"] | None:
        if (limits := self._recipe.augmentation) is None:
            return None
        maps = random_maps(count, limits, side=SIDE, generator=self._generator)
        return maps.to(self._device)

    def _batch(
        self, indices: Int64[Tensor, " batch"], maps: Float[Tensor, "batch 2 terms"] | None
    ) -> Float[Tensor, "batch 1 28 28"]:
        images = self._images.index_select(0, indices)
        if maps is None:
            return images
        # Before the normalization, where the background is zero.
        return self._prepared(self._distortion(images.float(), maps))

    def _validate(self) -> tuple[float, float] | tuple[None, None]:
        images, labels = self._validation
        if len(labels) == 0:
            return None, None
        with self._autocast():
            logits = logits_in_batches(self._judged, images, _VALIDATION_BATCH, self._prepared)
        return ImageScores.of(logits, labels).means()

    def _prepared(self, pixels: Real[Tensor, "n 1 28 28"]) -> Float[Tensor, "n 1 28 28"]:
        images = self._classifier.normalize(pixels)
        return images.bfloat16() if self._half else images

    def _autocast(self) -> torch.autocast:
        return torch.autocast(self._device.type, torch.bfloat16, enabled=self._half)


def _check_smallest_batch(classifier: Classifier, images: int, batch_size: int) -> None:
    """The statistics of one number are none; torch would say so at the end of the first epoch."""
    normalized = any(
        isinstance(module, nn.BatchNorm1d | nn.BatchNorm2d) for module in classifier.modules()
    )
    if normalized and (batch_size == 1 or images % batch_size == 1):
        raise BatchSizeError(
            f"params.yaml: training.batch_size: found {batch_size}; of {images} images, this leaves"
            " one for a batch of its own, and batch normalization needs two; choose another size"
        )


def _moving_average(network: nn.Module, decay: float) -> AveragedModel:
    """Of weights and of the statistics of batch normalization: average · decay + new · (1 - decay).

    The first step's weights begin it.
    """
    return AveragedModel(network, multi_avg_fn=get_ema_multi_avg_fn(decay), use_buffers=True)
