"""The three mistakes whose cost was measured here."""

from collections.abc import Mapping, Sequence
from statistics import fmean

from digits.report.html.formats import percent
from digits.report.html.lesson import Lesson
from digits.report.result import Result

_SOUND, _SHRUNK = "simple_cnn", "simple_cnn_shrunk"


def training_images_shown_as_test_images(results: Sequence[Result]) -> Lesson:
    """M1: how much better networks look on images that they have learnt from."""
    rows: list[tuple[float, list[str]]] = []
    for result in results:
        shown, judged = (result.scores[key] for key in ("accuracy_on_training_images", "accuracy"))
        gain = shown - judged
        rows.append((gain, [result.model, percent(shown), percent(judged), _points(gain)]))
    rows.sort(reverse=True)
    largest = rows[0][0]
    return Lesson(
        "Training images shown as test images",
        "The test set is loaded with train=True: the accuracy shown is that of images which the"
        " network has learnt from.",
        "1, 5",
        "Test images are those of the test files, and the stage evaluate reads them once.",
        f"The same networks look better by up to {_points(largest)}:"
        if largest > 0
        else "None of these networks looks better so:",
        ["model", "on training images", "on test images", "too good by"],
        [figures for _, figures in rows],
    )


def shrunk_inputs(by_model: Mapping[str, Result]) -> Lesson:
    """M2: what a network loses by pixels that were divided once too often."""
    pair = [by_model[model] for model in (_SOUND, _SHRUNK) if model in by_model]
    cost = ""
    if len(pair) == 2:  # noqa: PLR2004 - both of the pair
        sound, shrunk = (result.scores["accuracy"] for result in pair)
        change = "loses" if shrunk <= sound else "gains"
        cost = f"The same network with the same recipe {change} {_points(abs(sound - shrunk))}:"
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


def best_epoch(results: Sequence[Result]) -> Lesson:
    """M3: how far the best epoch lies above the last one, by validation images."""
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
        f" {len(gains)} model{'s' if len(gains) > 1 else ''}, and {_points(max(gains))} at most."
        if gains
        else "",
    )


def _points(difference: float) -> str:
    return f"{100 * difference:.2f} points"
