"""The whole of params.yaml: every key, its type and its range."""

import re
from pkgutil import iter_modules
from typing import Annotated

from pydantic import AfterValidator, Field

import digits.models
from digits.params.block import Block
from digits.params.dataset import Dataset, DatasetName, Split
from digits.params.kinds import Count, Device, Seed, Text, Threads
from digits.params.launcher import Launcher
from digits.params.normalization import Normalization
from digits.params.training import Training


def _usable_as_model_key(key: str) -> str:
    # A dot would break DVC's `params: models.<key>`, anything else names of stages and files.
    if not re.fullmatch("[a-z0-9_]{1,64}", key):
        raise ValueError("the name of a model should be 1 to 64 characters of a-z, 0-9 and _")
    return key


def _existing_architecture(name: str) -> str:
    known = sorted(module.name for module in iter_modules(digits.models.__path__))
    if name not in known:
        raise ValueError(f"should be a file of src/digits/models: {', '.join(known)}")
    return name


ModelKey = Annotated[str, AfterValidator(_usable_as_model_key)]
Architecture = Annotated[str, AfterValidator(_existing_architecture)]


class Model(Block):
    """One row of the results: a network and how it is trained."""

    architecture: Architecture
    normalization: Normalization
    training: Training


class Evaluation(Block):
    """How trained networks are run on the test set."""

    batch_size: Count  # images
    device: Device
    threads: Threads
    # By dataset, places in the test file, from 0.
    mislabelled: dict[DatasetName, list[Annotated[int, Field(ge=0)]]]


class Robustness(Block):
    """Which test images are corrupted, and by which random numbers."""

    images: Count  # drawn from the test images; all, where there are fewer
    seed: Seed
    mnist_c: Text | None  # a folder with the official files; None: images like them are made


class Visualization(Block):
    """What the pictures of a network show."""

    image: Annotated[int, Field(ge=0)] | None  # its place in the test file; None: the first 8
    mistakes: Annotated[int, Field(ge=1, le=64)]  # digits in each picture of mistakes, at most


class Params(Block):
    """The whole of params.yaml."""

    dataset: Dataset
    split: Split
    launcher: Launcher
    models: Annotated[dict[ModelKey, Model], Field(min_length=1)]
    robustness: Robustness
    evaluation: Evaluation
    visualization: Visualization

    def doubted_labels(self) -> list[int]:
        """The places of the test images of this dataset whose labels are known to be wrong."""
        return self.evaluation.mislabelled.get(self.dataset.name, [])
