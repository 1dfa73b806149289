"""What the stages `evaluate` and `export` would have written of a network."""

from pathlib import Path
from typing import Any

import torch
from params_document import as_text, document
from trained import seeded_classifier

from digits.checkpoint import save_classifier
from digits.data.images import LabelledImages
from digits.data.tensor_file import class_metadata
from digits.whole_file import write_tensors


def scores(*, errors: int, n: int) -> dict[str, Any]:
    """`metrics/test/<model>.json` of a network with so many errors in n test images."""
    return {
        "parameters": 1234,
        "training_multiply_adds": 5_000_000,
        "accuracy": 1 - errors / n,
        "accuracy_low": 0.9 - errors / n,
        "accuracy_high": 1.0,
        "accuracy_on_training_images": 0.995,
        "accuracy_without_mislabelled": 0.99,
        "errors_mislabelled": 2,
        "calibration_error": 0.0123,
        "calibration_error_with_temperature": 0.0045,
        "temperature": 1.25,
        "robustness": {"mean": 0.7 - errors / n, "fog": 0.5, "stripe": 0.9},
        "errors": errors,
        "n": n,
        "loss": 0.5,
    }


def export_figures(size: int = 260_175, images: int = 10_000) -> dict[str, int | float]:
    """`metrics/exports/<model>.json` of a network whose file has so many bytes."""
    return {
        "opset": 20,
        "bytes": size,
        "images": images,
        "largest_logit_difference": 8e-06,
        "predictions_that_differ": 0,
        "predictions_changed_by_centring": 1234,
    }


def write_judged(folder: Path, test: LabelledImages, architecture: str = "lenet") -> Path:
    """A folder with all that `visualize` and `export` read, for a model `m`."""
    params = document()
    params["models"]["m"]["architecture"] = architecture
    params["evaluation"]["device"] = "cpu"
    (folder / "params.yaml").write_text(as_text(params), encoding="utf-8")
    classifier = seeded_classifier(architecture).eval()
    save_classifier(classifier, folder / "checkpoints" / "m" / "weights.safetensors")
    write_tensors(
        folder / "data" / "tensors" / "test.safetensors",
        {"images": test.images, "labels": test.labels},
        class_metadata(test.classes),
    )
    with torch.inference_mode():
        logits = classifier(test.images)
    write_tensors(
        folder / "predictions" / "m.safetensors", {"logits": logits, "labels": test.labels}
    )
    return folder
