"""Blocks of params.yaml that tests make for themselves."""

from digits.params.schema import Model
from digits.params.training import Training

NO_DISTORTION = {"rotation": 0.0, "scale": 0.0, "shear": 0.0, "shift": 0.0, "elastic": 0.0}


def recipe(**changes: object) -> Training:
    """A recipe of two short epochs of plain SGD, but for the keys given."""
    return Training.model_validate(
        {
            "optimizer": {"kind": "sgd"},
            "learning_rate": 0.05,
            "schedule": {"kind": "constant"},
            "augmentation": None,
            "label_smoothing": 0.0,
            "ema": None,
            "batch_size": 64,
            "accumulation": 1,
            "epochs": 2,
            "seed": 1,
            "device": "cpu",
            "threads": 2,
            "precision": "float32",
            "channels_last": False,
            "fast_layers": False,
            "log_interval": 100,
            "save_optimizer": False,
            "start_from": None,
            **changes,
        }
    )


def model_block(architecture: str = "mlp_small", /, **changes: object) -> Model:
    """The block of a model with pixels in [0, 1], its recipe with the keys given."""
    return Model.model_validate(
        {
            "architecture": architecture,
            "normalization": {"kind": "unit"},
            "training": recipe(**changes).model_dump(),
        }
    )
