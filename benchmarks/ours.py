"""How the pipeline trains, and less and more of it, as jobs of a worker: an epoch a turn."""

import os
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from time import perf_counter
from typing import TextIO

import torch
from sources import TRAINING, repeated_images
from workers import Turns

from digits.data.chosen_images import parts
from digits.data.image_files import load_split_images
from digits.data.statistics import read_statistics
from digits.device import set_up_arithmetic
from digits.params.read import chosen_model, read_params
from digits.params.schema import Model
from digits.training.history import Epoch, Observer
from digits.training.initial import initial_classifier
from digits.training.progress import PrintedProgress
from digits.training.run import train_and_save
from digits.training.trainer import Trainer

CPU = torch.device("cpu")
EPOCH = 60_000  # images, that times are scaled to
FEWEST_IMAGES = 120  # of an epoch, so that there are some to validate on
STATISTICS = Path("metrics/normalization.json")
VALIDATION_SHARE = 12  # training images for one validation image
WARM_UP = 20  # steps


@dataclass(frozen=True)
class Task:
    """What to train on what."""

    model: str  # a key of params.yaml
    images: int
    epochs: int
    threads: int | None = None  # those of params.yaml

    def block(self) -> Model:
        """The model's block in params.yaml, with this task's epochs and threads."""
        model = chosen_model(read_params(), self.model)
        threads = self.threads or model.training.threads
        return with_recipe(model, epochs=self.epochs, threads=threads)


def with_recipe(model: Model, **changes: int) -> Model:
    """A model whose recipe differs in some whole numbers."""
    return model.model_copy(update={"training": model.training.model_copy(update=changes)})


class _TimedEpochs(PrintedProgress):
    """The pipeline's own progress, and the end of a turn after every epoch."""

    def __init__(self, epochs: int, log: TextIO, turns: Turns[float]) -> None:
        super().__init__(epochs, log)
        self._turns = turns
        self._start = perf_counter()

    def on_epoch(self, epoch: Epoch) -> None:
        super().on_epoch(epoch)
        self._turns.end(perf_counter() - self._start)
        self._start = perf_counter()


def ours(turns: Turns[float], task: Task) -> None:
    """Train as `stages/train.py` does, validation and printing included."""
    model = task.block()
    set_up_arithmetic(model.training.threads)
    _warm_up(model)
    trainer = _trainer(model, task.images, task.images // VALIDATION_SHARE)
    with Path(os.devnull).open("w", encoding="utf-8") as log:
        turns.wait()
        trainer.fit(_TimedEpochs(task.epochs, log, turns))


def limit(turns: Turns[float], task: Task) -> None:
    """Take the steps of an epoch and nothing else, all on one batch that stays where it is."""
    model = task.block()
    set_up_arithmetic(model.training.threads)
    _warm_up(model)
    size = model.training.batch_size
    batch = repeated_images(size)
    classifier = initial_classifier(model, read_statistics(STATISTICS))
    images = classifier.normalize(batch.images)
    trainer = Trainer(classifier, batch, repeated_images(0), model.training, CPU)
    trainer.learner.network.train()
    turns.wait()
    for _ in range(task.epochs):
        start = perf_counter()
        for _ in range(steps(task.images, size)):
            trainer.learner.step(images, batch.labels)
        turns.end(perf_counter() - start)


def steps(images: int, batch_size: int) -> int:
    """Batches of an epoch; the last may be smaller."""
    return -(-images // batch_size)


def _warm_up(model: Model) -> None:
    """Let libraries load and memory be taken before the clock starts."""
    few = WARM_UP * model.training.batch_size
    _trainer(with_recipe(model, epochs=1), few, few // VALIDATION_SHARE).fit(Observer())


def _trainer(model: Model, training: int, validation: int) -> Trainer:
    classifier = initial_classifier(model, read_statistics(STATISTICS))
    data = repeated_images(training), repeated_images(validation)
    return Trainer(classifier, *data, model.training, CPU)


def whole_training(turns: Turns[float], model: str) -> None:
    """Do all that the stage `train` does for a model, with one epoch, into a temporary folder."""
    block = with_recipe(chosen_model(read_params(), model), epochs=1)
    set_up_arithmetic(block.training.threads)
    training, validation = parts(load_split_images(TRAINING))
    statistics = read_statistics(STATISTICS)
    with Path(os.devnull).open("w", encoding="utf-8") as log, TemporaryDirectory() as folder:
        turns.wait()
        start = perf_counter()
        progress = PrintedProgress(1, log)
        made, states = Path(folder, "checkpoint"), Path(folder, "states")
        train_and_save(block, training, validation, statistics, made, states, progress)
        turns.end(perf_counter() - start)
