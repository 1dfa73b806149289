"""What the stage `evaluate` would have written of a network."""

from typing import Any


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
