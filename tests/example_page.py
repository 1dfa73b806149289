"""What the page of results is made from, for three models that differ by their errors."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import torch
from jaxtyping import UInt8
from judged import export_figures, scores
from params_document import document
from PIL import Image
from synthetic import synthetic_digits

from digits.data.images import LabelledImages
from digits.data.statistics import PixelStatistics
from digits.params.schema import Params
from digits.report.html.architecture import Architecture, read_architecture
from digits.report.html.page import html_page
from digits.report.result import Result
from digits.visualization.mistakes import Answers
from digits.visualization.mistakes import answers as answers_of

ERRORS = {"lenet": 3, "mlp": 60, "my_net": 5}  # of the test images
IMAGES = 200
STATISTICS = PixelStatistics(mean=0.13, std=0.31)
PIXELS = np.arange(8 * 13, dtype=np.uint8).reshape(8, 13) % 16


@dataclass(frozen=True)
class Example:
    """The arguments of `html_page`."""

    results: list[Result]
    answers: dict[str, Answers]
    test: LabelledImages
    architectures: Mapping[str, Architecture | None]
    params: Params
    statistics: PixelStatistics = STATISTICS

    def page(self) -> str:
        """The page."""
        return html_page(
            self.results,
            self.answers,
            self.test,
            self.architectures,
            self.params,
            self.statistics,
        )

    def but(self, **changes: object) -> "Example":
        """The same with other arguments."""
        return replace(self, **changes)  # pyright: ignore[reportArgumentType] - as the test says


def example(errors: Mapping[str, int] = ERRORS, test: LabelledImages | None = None) -> Example:
    """Models of which each reads its first so many images wrong, as the next digit."""
    test = test or synthetic_digits(IMAGES, seed=0)
    answers = {
        model: wrong_at_first(test, count, seed)
        for seed, (model, count) in enumerate(errors.items())
    }
    results = [_result(model, answers[model]) for model in errors]
    architectures = dict.fromkeys(errors)
    return Example(results, answers, test, architectures, params_of(list(errors)))


def wrong_at_first(test: LabelledImages, errors: int, seed: int = 0) -> Answers:
    """Answers that are the next digit for the first images, and right for the others."""
    generator = torch.Generator().manual_seed(seed)
    logits = torch.rand(len(test), 10, generator=generator)
    wrong = (torch.arange(len(test)) < errors).long()
    sure = 2 + 3 * torch.rand(len(test), generator=generator)
    logits[torch.arange(len(test)), (test.labels + wrong) % 10] += sure
    return answers_of(logits, test)


def params_of(models: list[str]) -> Params:
    """params.yaml with these models."""
    content: dict[str, Any] = document()
    block = content["models"]["m"]
    return Params.model_validate({**content, "models": dict.fromkeys(models, block)})


def write_pictures(
    folder: Path,
    test: LabelledImages,
    layers: list[dict[str, Any]],
    looks: int = 1,
    pixels: UInt8[np.ndarray, "h w"] = PIXELS,
) -> None:
    """A folder as `visualize` leaves it, of two digits; all its pictures are of these pixels."""
    digits = [
        {"image": place, "label": int(test.labels[place]), "probabilities": [0.91, *[0.01] * 9]}
        for place in (0, 1)
    ]
    (folder / "page").mkdir(parents=True)
    for layer in layers:
        if layer["picture"]:
            Image.fromarray(pixels).save(folder / "page" / layer["picture"])
    content = {"digits": digits, "looks": looks, "layers": layers}
    (folder / "page" / "layers.json").write_text(json.dumps(content))


LAYERS: list[dict[str, Any]] = [
    {
        "name": "conv1",
        "kind": "Conv2d",
        "text": "5 × 5 convolution, 1 → 3 channels",
        "shape": [3, 4, 4],
        "parameters": 78,
        "lowest": -1.5,
        "highest": 2.25,
        "scale": [-2.25, 2.25],
        "shown": 3,
        "picture": "conv1.png",
        "columns": 3,
        "rows": 1,
    },
    {
        "name": "flatten",
        "kind": "Flatten",
        "text": "the same numbers in a row",
        "shape": [48],
        "parameters": 0,
        "picture": None,
    },
]


def with_pictures(
    whole: Example, folder: Path, pixels: UInt8[np.ndarray, "h w"] = PIXELS
) -> Example:
    """The same example, whose models have pictures of two layers."""
    for model in whole.answers:
        write_pictures(folder / model, whole.test, LAYERS, pixels=pixels)
    return whole.but(
        architectures={
            model: read_architecture(folder / model, whole.test) for model in whole.answers
        }
    )


def _result(model: str, answers: Answers) -> Result:
    n = len(answers.labels)
    errors = int((answers.predicted != answers.labels).sum())
    share = errors / n
    epochs = {"epoch": [1, 2, 3], "train_loss": [1.0, 0.5, 0.25]}
    curves = pd.DataFrame(
        {
            **epochs,
            "train_accuracy": [0.5, 0.8, 1.0],
            "validation_loss": [0.9, 0.7, 0.6],
            "validation_accuracy": [0.6, 0.98 - share, 0.95 - share],
        }
    )
    readings = [answers.at(place) for place in range(n)]
    confusion = pd.DataFrame(
        {
            "actual": [each.label for each in readings],
            "predicted": [each.predicted for each in readings],
        }
    )
    ranges = [
        {"logits": kind, "images": count, "confidence": confidence, "accuracy": confidence}
        for kind in ("as trained", "with temperature")
        for count, confidence in ((5, 0.5), (n - 5, 0.9), (0, float("nan")))
    ]
    judged = scores(errors=errors, n=n) | {"accuracy_low": max(0.9 - share, 0.1)}
    exported = None if model == "my_net" else export_figures(images=n)
    return Result(model, judged, curves, confusion, pd.DataFrame(ranges), exported)
