"""What the results depend on, so that others can make them again."""

import platform
from importlib.metadata import version
from typing import NamedTuple

from digits.data.published import published
from digits.params.dataset import Dataset
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
_AUTO = "auto: a GPU where there is one"


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
    devices = {each.device for each in training} | {params.evaluation.device}
    threads = {each.threads for each in training} | {params.evaluation.threads}
    return Reproduction(
        versions={
            "Python": platform.python_version(),
            # What follows a plus sign says which build it is, not which version.
            **{name: version(name).split("+")[0] for name in _PACKAGES},
        },
        threads=", ".join(str(each) for each in sorted(threads)),
        devices="; ".join(_AUTO if each == "auto" else each for each in sorted(devices)),
        validation=f"{params.split.validation_size:,}",
        checksums=_checksums(params.dataset),
    )


def _checksums(dataset: Dataset) -> dict[str, str]:
    """Those that the raw files had to have, where any are known."""
    if dataset.files:
        return {name: raw.sha256 for name, raw in dataset.files.by_name().items()}
    known = published(dataset)
    files = known.files.items() if known else ()
    return {name: expected.sha256 for name, expected in files if expected.sha256}
