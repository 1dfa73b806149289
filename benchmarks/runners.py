"""The two runs that race to 99 %: a recipe of ours and pytorch/examples, as jobs of a worker."""

import os
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter

import torch
from ours import CPU, STATISTICS, with_recipe
from sources import TEST, TRAINING
from torch import nn
from torch.optim import Adadelta, Adam
from torch.optim.lr_scheduler import StepLR
from torchvision_mnist import mnist
from tutorials import TEST_BATCH, batches, network_of, test, train_epoch
from workers import Turns

from digits.data.chosen_images import parts
from digits.data.image_files import load_split_images, load_test_images
from digits.data.statistics import read_statistics
from digits.device import set_up_arithmetic
from digits.evaluation.scores import accuracy
from digits.params.read import chosen_model, read_params
from digits.torch_classifier import logits_in_batches
from digits.training.initial import initial_classifier
from digits.training.progress import PrintedProgress
from digits.training.trainer import Trainer

_EXAMPLE_BATCH = 64  # images


@dataclass(frozen=True)
class Run:
    """One of our runs."""

    seconds: float  # from the seeded initialisation to the end of training
    accuracy: float  # fraction of the test images


@dataclass(frozen=True)
class ExampleEpoch:
    """One epoch of the example."""

    training_s: float  # seconds; the first epoch's include network, optimizer and loaders
    test_s: float  # seconds
    accuracy: float  # fraction of the test images


def our_run(turns: Turns[Run], model: str, seed: int) -> None:
    """Train from a seed on the pipeline's training images, in one turn.

    Nothing is chosen on the way, so no validation images are passed. The test images are read
    after the clock has stopped.
    """
    block = with_recipe(chosen_model(read_params(), model), seed=seed)
    recipe = block.training
    set_up_arithmetic(recipe.threads)
    split, statistics = load_split_images(TRAINING), read_statistics(STATISTICS)
    training, nothing = parts(split)[0], split.everything.select(torch.arange(0))
    testing = load_test_images(TEST)
    _load_libraries()
    turns.wait()
    start = perf_counter()
    classifier = initial_classifier(block, statistics)
    with Path(os.devnull).open("w", encoding="utf-8") as log:
        progress = PrintedProgress(recipe.epochs, log)
        Trainer(classifier, training, nothing, recipe, CPU).fit(progress)
    seconds = perf_counter() - start
    logits = logits_in_batches(classifier, testing.images, TEST_BATCH)
    turns.end(Run(seconds, accuracy(logits, testing.labels)))


def example_run(turns: Turns[ExampleEpoch], epochs: int) -> None:
    """Train as mnist/main.py of pytorch/examples with its defaults, an epoch a turn.

    Adadelta from rate 1.0, times 0.7 per epoch, seed 1, all 60,000 images. They are shuffled, as
    the example does on a GPU; on a CPU it takes them in the order of their file.
    """
    torch.set_num_threads(chosen_model(read_params(), "pytorch_example").training.threads)
    training, testing = mnist(train=True), mnist(train=False)
    _load_libraries()
    with Path(os.devnull).open("w", encoding="utf-8") as log:
        turns.wait()
        start = perf_counter()
        network = network_of("pytorch_example")
        optimizer = Adadelta(network.parameters(), lr=1.0)
        schedule = StepLR(optimizer, step_size=1, gamma=0.7)
        training_batches = batches(training, _EXAMPLE_BATCH, shuffle=True)
        test_batches = batches(testing, TEST_BATCH, shuffle=False)
        for epoch in range(1, epochs + 1):
            train_epoch(network, optimizer, training_batches, epoch, log)
            trained = perf_counter()
            share = test(network, test_batches, log)
            schedule.step()
            turns.end(ExampleEpoch(trained - start, perf_counter() - trained, share))
            start = perf_counter()


def _load_libraries() -> None:
    """Have torch import what its first optimizer needs: a second that is neither run's."""
    Adam(nn.Linear(1, 1).parameters())
