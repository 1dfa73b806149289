"""Where the files of one trained network lie: in the pipeline's folders, or in a study's.

A study trains one model with several seeds. Its folder, `studies/<model>/`, holds the same folders
as the pipeline's, with a seed in each name where the pipeline has the model's.
"""

from argparse import ArgumentParser, ArgumentTypeError
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class RunFiles:
    """The files of one training run."""

    folder: Path  # that holds `checkpoints`, `predictions` and `metrics`
    name: str  # of a model; in a study, the seed

    @classmethod
    def of(cls, model: str, seed: int | None = None) -> "RunFiles":
        """The pipeline's own run of a model, or with a seed the one of its study."""
        return cls(Path(), model) if seed is None else cls(study_folder(model), str(seed))

    @property
    def checkpoint(self) -> Path:
        """The folder of the weights, before and after training, and the history."""
        return self.folder / "checkpoints" / self.name

    @property
    def training(self) -> str:
        """The stage that writes the checkpoint, as `dvc repro` takes it."""
        file = "" if self.folder == Path() else f"{self.folder}/dvc.yaml:"
        return f"{file}train@{self.name}"

    @property
    def predictions(self) -> Path:
        """The logits for the test images, and their labels."""
        return self.folder / "predictions" / f"{self.name}.safetensors"

    @property
    def scores(self) -> Path:
        """What the test images say of the network."""
        return self.folder / "metrics" / "test" / f"{self.name}.json"

    def table(self, kind: str) -> Path:
        """The table of its curves, its confusion or its reliability."""
        return self.folder / "metrics" / kind / f"{self.name}.csv"


def study_folder(model: str) -> Path:
    """Where the study of a model lies."""
    return Path("studies") / model


def add_run_arguments(parser: ArgumentParser) -> None:
    """The two arguments that name a run, `model` and `--seed`."""
    parser.add_argument("model", help="a key of `models` in params.yaml")
    parser.add_argument(
        "--seed",
        type=_seed,
        help="in place of the recipe's, as a run of the model's study: files go to studies/<model>",
    )


def _seed(text: str) -> int:
    if not (text.isascii() and text.isdigit() and int(text) < 2**63):  # as in params.yaml
        raise ArgumentTypeError(f"found {text!r}; should be a whole number from 0 to {2**63 - 1}")
    return int(text)
