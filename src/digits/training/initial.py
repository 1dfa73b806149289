"""The classifier that training starts from: seeded, or with a user's saved weights."""

from pathlib import Path

import torch

from digits.checkpoint import START_FROM, CheckpointError, check_numbers, in_one_line, load_verified
from digits.data.statistics import PixelStatistics
from digits.params.normalization import Fixed, Normalization, Standardize, Symmetric, Unit
from digits.params.schema import Model
from digits.torch_classifier import TorchClassifier


def initial_classifier(
    model: Model, statistics: PixelStatistics, classes: int = 10
) -> TorchClassifier:
    """Build the classifier of a block of params.yaml, and seed torch's generator for its training.

    Raises `CheckpointError` where saved weights are not the ones expected, don't fit, or are no
    finite numbers.
    """
    torch.manual_seed(model.training.seed)
    mean, std = mean_and_std(model.normalization, statistics)
    classifier = TorchClassifier(model.architecture, classes=classes, mean=mean, std=std)
    if start := model.training.start_from:
        path = Path(start.weights.path)
        prefix = "network."  # the normalization is the recipe's, not the saved one
        saved = load_verified(path, start.weights.sha256).items()
        weights = {k.removeprefix(prefix): v for k, v in saved if k.startswith(prefix)}
        try:
            classifier.network.load_state_dict(weights)
        except RuntimeError as error:
            raise CheckpointError(
                f"{path}: weights of another network ({in_one_line(error)}); {START_FROM}"
            ) from error
        try:
            check_numbers(weights, classifier.network.state_dict())
        except ValueError as error:
            raise CheckpointError(f"{path}: {error}; {START_FROM}") from error
    return classifier


def mean_and_std(choice: Normalization, statistics: PixelStatistics) -> tuple[float, float]:
    """What is subtracted from pixels in [0, 1], and what the difference is divided by."""
    match choice:
        case Standardize():
            return statistics.mean, statistics.std
        case Unit():
            return 0.0, 1.0
        case Symmetric():
            return 0.5, 0.5
        case Fixed(mean=mean, std=std):
            return mean, std
