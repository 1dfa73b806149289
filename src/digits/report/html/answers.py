"""What the networks answered to the test images."""

from collections.abc import Iterable
from pathlib import Path

from digits.data.images import LabelledImages
from digits.predictions import load_predictions
from digits.visualization.mistakes import Answers, answers


def read_answers(folder: Path, models: Iterable[str], test: LabelledImages) -> dict[str, Answers]:
    """The answers of each model, by `<model>.safetensors` in a folder.

    Raises `ImagesError` where a file is missing, damaged, or of other images.
    """
    return {
        model: answers(
            load_predictions(folder / f"{model}.safetensors", test, f"evaluate@{model}"), test
        )
        for model in models
    }
