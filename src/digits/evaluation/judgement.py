"""All that a network's answers say of it, put together."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from statistics import fmean

from jaxtyping import Float, Int64
from torch import Tensor

from digits.data.chosen_images import Images
from digits.evaluation.calibration import calibration_scores, fit_temperature, reliability_rows
from digits.evaluation.scores import accuracy, score
from digits.torch_classifier import TorchClassifier, logits_in_batches


@dataclass(frozen=True)
class Answered:
    """Images that a network was asked about: its answers and the truth, on the CPU."""

    logits: Float[Tensor, "n classes"]
    labels: Int64[Tensor, " n"]

    @property
    def accuracy(self) -> float:
        """The fraction that it read right."""
        return accuracy(self.logits, self.labels)


@dataclass(frozen=True)
class Judgement:
    """What the test images say of a network."""

    scores: dict[str, object]  # of `metrics/test/<model>.json`, the network's cost aside
    confusion: list[tuple[str, str]]  # the class of each image, and the one that was read
    reliability: list[tuple[object, ...]]  # a row of `RELIABILITY_COLUMNS` per range


def answered(classifier: TorchClassifier, images: Images, batch_size: int) -> Answered:
    """Ask a network, on the device where it is, about so many images at a time."""
    pixels = images.images.to(classifier.mean.device)
    return Answered(logits_in_batches(classifier, pixels, batch_size).cpu(), images.labels)


def judge(
    test: Answered,
    before: Answered,
    validation: Answered | None,
    seen: Answered,
    corrupted: Mapping[str, Answered],
    *,
    classes: Sequence[str],
    mislabelled: Sequence[int],
) -> Judgement:
    """Judge a network.

    Args:
        test: the test images.
        before: the same ones, asked of its first weights.
        validation: images set aside, for the temperature; None where there are none.
        seen: images that it learnt from.
        corrupted: test images under each corruption, one or more.
        classes: names of the labels.
        mislabelled: places of test images, from 0, whose label is doubted.

    Raises `MislabelledError` as `score` does.
    """
    temperature = None
    if validation is not None:
        temperature = fit_temperature(validation.logits, validation.labels)
    robustness = {name: each.accuracy for name, each in corrupted.items()}
    scores = {
        **score(test.logits, before.logits, test.labels, classes, mislabelled),
        "accuracy_on_training_images": seen.accuracy,
        **calibration_scores(test.logits, test.labels, temperature),
        "robustness": {"mean": fmean(robustness.values()), **robustness},
    }
    actual: list[int] = test.labels.tolist()
    predicted: list[int] = test.logits.argmax(1).tolist()
    return Judgement(
        scores,
        [(classes[one], classes[other]) for one, other in zip(actual, predicted, strict=True)],
        reliability_rows(test.logits, test.labels, temperature),
    )
