"""What several runs of one recipe, with different seeds, say together."""

from collections.abc import Sequence
from pathlib import Path
from statistics import fmean, stdev

import torch
from jaxtyping import Float, Int64
from torch import Tensor

from digits.data.tensor_file import TensorFile
from digits.evaluation.intervals import wilson_interval


def read_predictions(
    paths: Sequence[Path],
) -> tuple[list[Float[Tensor, "n classes"]], Int64[Tensor, " n"]]:
    """The logits of each run for the same images, and their labels.

    Args:
        paths: files that the stage `evaluate` wrote, one or more.

    Raises `ImagesError` where one is missing, damaged, not what it should be, or of other images.
    """
    runs = [TensorFile.load(path, {"logits", "labels"}, made_by=_stage(path)) for path in paths]
    for run in runs:
        count, classes = run.tensors["labels"].numel(), _classes(runs[0])
        run.check("labels", torch.int64, (count,))
        run.check_range("labels", classes)
        run.check("logits", torch.float32, (count, classes))
        if not count or not run.tensors["logits"].isfinite().all():
            raise run.mistake("logits: should be finite numbers, for one image or more")
        if not run.tensors["labels"].equal(runs[0].tensors["labels"]):
            raise run.mistake(f"labels: are others than in {paths[0]}")
    return [run.tensors["logits"] for run in runs], runs[0].tensors["labels"]


def _classes(run: TensorFile) -> int:
    """How many the first run tells apart, which all others must too."""
    shape = run.tensors["logits"].shape
    if len(shape) != 2 or shape[1] < 2:  # noqa: PLR2004 - images × classes, two or more
        raise run.mistake(f"logits: found a shape of {list(shape)}; should be images × classes")
    return shape[1]


def _stage(path: Path) -> str:
    """What writes `studies/<model>/predictions/<seed>.safetensors`, as `dvc repro` takes it."""
    return f"{path.parent.parent}/dvc.yaml:evaluate@{path.stem}"


def ensemble_errors(
    logits: Sequence[Float[Tensor, "n classes"]], labels: Int64[Tensor, " n"]
) -> int:
    """How many images the networks read wrong together, by the mean of their probabilities."""
    probabilities = torch.stack([each.double().softmax(1) for each in logits]).mean(0)
    return int((probabilities.argmax(1) != labels).sum())


def study_scores(
    logits: Sequence[Float[Tensor, "n classes"]], labels: Int64[Tensor, " n"]
) -> dict[str, object]:
    """What `metrics/study/<model>.json` says of the runs' answers.

    Args:
        logits: of each run, to the same images.
        labels: the truth.

    Returns fractions: the mean accuracy of the single networks, their sample standard deviation
    (None for a single run), each accuracy; the accuracy of all together, by their mean probability,
    with its 95 % Wilson interval.

    Raises `ValueError` where there is no run.
    """
    if not logits:
        raise ValueError("a study should have one run or more")
    each = [(answers.argmax(1) == labels).double().mean().item() for answers in logits]
    errors, images = ensemble_errors(logits, labels), len(labels)
    interval = wilson_interval(images - errors, images)
    return {
        "accuracy_mean": fmean(each),
        "accuracy_sd": stdev(each) if len(each) > 1 else None,
        "n": len(each),
        "accuracy_each": each,
        "ensemble_accuracy": 1 - errors / images,
        "ensemble_accuracy_low": interval.low,
        "ensemble_accuracy_high": interval.high,
        "ensemble_errors": errors,
    }
