"""The mistakes of the tutorials, what is done here instead, and what each of them costs."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from digits.data.statistics import PixelStatistics
from digits.report.html.formats import percent
from digits.report.results import Result

_SOUND, _SHRUNK = "simple_cnn", "simple_cnn_shrunk"


@dataclass(frozen=True)
class Lesson:
    """One mistake."""

    title: str
    mistake: str
    tutorials: str
    instead: str
    cost: str = ""  # empty where it wasn't measured
    columns: list[str] = field(default_factory=list[str])  # of a table of figures, if there is one
    rows: list[list[str]] = field(default_factory=list[list[str]])


def lessons(
    results: Sequence[Result], statistics: PixelStatistics, classes: int
) -> dict[str, Lesson]:
    """M1 to M10. A figure that wasn't measured is left out.

    Args:
        results: of all models.
        statistics: of the pixels of the training images.
        classes: how many there are.
    """
    by_model = {result.model: result for result in results}
    return {
        "M1": _training_images_shown_as_test_images(results),
        "M2": _shrunk_inputs(by_model),
        "M3": _best_epoch(results),
        "M4": Lesson(
            "A forward pass without its output",
            "A forward pass that forgets to return its output.",
            "2",
            "Every network is tested to give a number per class for an image.",
            "The program stops, so no figure is wrong: 0 points.",
        ),
        "M5": Lesson(
            "The wrong images shuffled",
            "Test images shuffled; training images not shuffled on the CPU.",
            "2, 3",
            "Training images are shuffled anew for every epoch by a seeded generator, test images"
            " never: the same seed gives the same weights, bit for bit.",
        ),
        "M6": Lesson(
            "Softmax twice",
            "Softmax before a cross-entropy that has a softmax inside.",
            "2",
            "Every network ends in logits, and the loss alone holds the softmax.",
            f"With both, no answer has a loss below log(1 + {classes - 1}/e) ="
            f" {math.log(1 + (classes - 1) / math.e):.3f}, where a right and sure one has nearly 0;"
            " gradients are flat.",
        ),
        "M7": Lesson(
            "Curves that run as code",
            "Curves written as text and read back with eval.",
            "3",
            "Figures are CSV and JSON, and are checked when they are read.",
            "0 points of accuracy: the price is that a text file can run code.",
        ),
        "M8": Lesson(
            "Weights that run as code",
            "Weights read with an unrestricted pickle.",
            "2, 3",
            "Weights are safetensors, which hold numbers only.",
            "0 points of accuracy: the price is that a file of weights can run code.",
        ),
        "M9": Lesson(
            "Raw pixels for a photo",
            "A user's own photo given as raw pixels from 0 to 255 to a network that was trained on"
            " standardized ones.",
            "3",
            "The scaling of pixels is part of the network and is saved with its weights.",
            f"Raw pixels have a standard deviation of {255 * statistics.std:.0f} here, standardized"
            f" ones of 1: inputs are some {255 * statistics.std:.0f} times what the network knows.",
        ),
        "M10": Lesson(
            "Folders that must exist",
            "Folders that must exist already.",
            "2, 3",
            "Folders are made where they are missing.",
            "The first run stops, so no figure is wrong: 0 points.",
        ),
    }


def _training_images_shown_as_test_images(results: Sequence[Result]) -> Lesson:
    rows: list[tuple[float, list[str]]] = []
    for result in results:
        shown = result.scores.get("accuracy_on_training_images")
        if shown is not None:
            gain = shown - result.scores["accuracy"]
            figures = [percent(shown), percent(result.scores["accuracy"]), _points(gain)]
            rows.append((gain, [result.model, *figures]))
    rows.sort(reverse=True)
    return Lesson(
        "Training images shown as test images",
        "The test set is loaded with train=True: the accuracy shown is that of images which the"
        " network has learnt from.",
        "1, 5",
        "Test images are those of the test files, and the stage evaluate reads them once.",
        f"The same networks look better by up to {_points(rows[0][0])}:" if rows else "",
        ["model", "on training images", "on test images", "too good by"] if rows else [],
        [figures for _, figures in rows],
    )


def _shrunk_inputs(by_model: Mapping[str, Result]) -> Lesson:
    pair = [by_model[model] for model in (_SOUND, _SHRUNK) if model in by_model]
    cost = ""
    if len(pair) == 2:  # noqa: PLR2004 - both of the pair
        sound, shrunk = (result.scores["accuracy"] for result in pair)
        cost = f"The same network with the same recipe loses {_points(sound - shrunk)}:"
    else:
        pair = []
    return Lesson(
        "Pixels divided by 128 once more",
        "Pixels from 0 to 1 divided by 128 once more, so that all inputs lie below 0.008.",
        "1, 5",
        "Mean and standard deviation are computed from the training images. The mistake remains a"
        " choice, {kind: fixed, mean: 0, std: 128}, so that it can be measured.",
        cost,
        ["model", "training accuracy of the first epoch", "of the last", "test accuracy"]
        if pair
        else [],
        [
            [
                result.model,
                percent(float(result.curves["train_accuracy"].iloc[0])),
                percent(float(result.curves["train_accuracy"].iloc[-1])),
                percent(result.scores["accuracy"]),
            ]
            for result in pair
        ],
    )


def _best_epoch(results: Sequence[Result]) -> Lesson:
    gains = [
        float(column.max() - column.iloc[-1])
        for column in (result.curves["validation_accuracy"] for result in results)
        if column.notna().all()
    ]
    return Lesson(
        "The best epoch, chosen by the test set",
        "The test set is looked at after every epoch, and the best epoch is reported.",
        "1, 3",
        "Curves and choices come from validation images; test images judge the last epoch only."
        if gains
        else "Test images judge the last epoch only.",
        "Test images are never looked at this way here, so the figure is that of validation images:"
        f" the best epoch lies {_points(fmean(gains))} above the last one, as the mean of"
        f" {len(gains)} models, and {_points(max(gains))} at most."
        if gains
        else "",
    )


def _points(difference: float) -> str:
    return f"{100 * difference:.2f} points"
