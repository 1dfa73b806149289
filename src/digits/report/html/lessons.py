"""The mistakes of the tutorials, what is done here instead, and what each of them costs."""

import math
from collections.abc import Sequence

from digits.data.statistics import PixelStatistics
from digits.report.html.lesson import Lesson
from digits.report.html.measured_lessons import (
    best_epoch,
    shrunk_inputs,
    training_images_shown_as_test_images,
)
from digits.report.result import Result

_WITHOUT_OUTPUT = Lesson(
    "A forward pass without its output",
    "A forward pass that forgets to return its output.",
    "2",
    "Every network is tested to give a number per class for an image.",
    "The program stops, so no figure is wrong: 0 points.",
)
_WRONG_SHUFFLE = Lesson(
    "The wrong images shuffled",
    "Test images shuffled; training images not shuffled on the CPU.",
    "2, 3",
    "Training images are shuffled anew for every epoch by a seeded generator, test images"
    " never: the same seed gives the same weights, bit for bit.",
)
_CURVES_AS_CODE = Lesson(
    "Curves that run as code",
    "Curves written as text and read back with eval.",
    "3",
    "Figures are CSV and JSON, and are checked when they are read.",
    "0 points of accuracy: the price is that a text file can run code.",
)
_WEIGHTS_AS_CODE = Lesson(
    "Weights that run as code",
    "Weights read with an unrestricted pickle.",
    "2, 3",
    "Weights are safetensors, which hold numbers only.",
    "0 points of accuracy: the price is that a file of weights can run code.",
)
_MISSING_FOLDERS = Lesson(
    "Folders that must exist",
    "Folders that must exist already.",
    "2, 3",
    "Folders are made where they are missing.",
    "The first run stops, so no figure is wrong: 0 points.",
)


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
        "M1": training_images_shown_as_test_images(results),
        "M2": shrunk_inputs(by_model),
        "M3": best_epoch(results),
        "M4": _WITHOUT_OUTPUT,
        "M5": _WRONG_SHUFFLE,
        "M6": _softmax_twice(classes),
        "M7": _CURVES_AS_CODE,
        "M8": _WEIGHTS_AS_CODE,
        "M9": _raw_pixels(statistics),
        "M10": _MISSING_FOLDERS,
    }


def _softmax_twice(classes: int) -> Lesson:
    least = math.log(1 + (classes - 1) / math.e)
    return Lesson(
        "Softmax twice",
        "Softmax before a cross-entropy that has a softmax inside.",
        "2",
        "Every network ends in logits, and the loss alone holds the softmax.",
        f"With both, no answer has a loss below log(1 + {classes - 1}/e) = {least:.3f}, where a"
        " right and sure one has nearly 0; gradients are flat.",
    )


def _raw_pixels(statistics: PixelStatistics) -> Lesson:
    times = 255 * statistics.std
    return Lesson(
        "Raw pixels for a photo",
        "A user's own photo given as raw pixels from 0 to 255 to a network that was trained on"
        " standardized ones.",
        "3",
        "The scaling of pixels is part of the network and is saved with its weights.",
        f"Raw pixels have a standard deviation of {times:.0f} here, standardized ones of 1:"
        f" inputs are some {times:.0f} times what the network knows.",
    )
