"""What the results depend on, so that others can make them again."""

from importlib.metadata import version
from typing import NamedTuple

from digits.params.schema import Params

# What computes, judges and draws; the lock file has all the others.
_PACKAGES = (
    "torch",
    "torchvision",
    "dvc",
    "numpy",
    "scipy",
    "scikit-learn",
    "scikit-image",
    "statsmodels",
    "pandas",
    "safetensors",
    "matplotlib",
    "altair",
    "vl-convert-python",
)


class Reproduction(NamedTuple):
    """Versions, threads and data."""

    versions: dict[str, str]
    threads: str  # of the CPU, in training and in evaluation
    devices: str
    validation: str
    checksums: dict[str, str]  # SHA-256 by file


def reproduction(params: Params) -> Reproduction:
    """What the page states. Nothing of the machine: a page would differ with each that makes it."""
    training = [model.training for model in params.models.values()]
    return Reproduction(
        # What follows a plus sign says which build it is, not which version.
        versions={name: version(name).split("+")[0] for name in _PACKAGES},
        threads=_listed({each.threads for each in training} | {params.evaluation.threads}),
        devices=_listed({each.device for each in training} | {params.evaluation.device}),
        validation=f"{params.split.validation_size:,}",
        checksums={name: file.sha256 for name, file in params.dataset.files.by_name().items()},
    )


def _listed(values: set[int] | set[str]) -> str:
    return ", ".join(str(value) for value in sorted(values))
