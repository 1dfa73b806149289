"""params.yaml, `models.<model>.training`: how one network is trained.

An optimizer's own options may be left out; they are then torch's. All else stands in the file.
"""

from typing import Annotated, Literal

from pydantic import Field, model_validator

from digits.params.block import Block
from digits.params.kinds import (
    Count,
    Decay,
    Device,
    Epsilon,
    Fraction,
    NotNegative,
    Positive,
    Seed,
    Sha256,
    Text,
    Threads,
)


class Sgd(Block):
    """torch.optim.SGD."""

    kind: Literal["sgd"]
    momentum: Fraction | None = None
    weight_decay: NotNegative | None = None
    nesterov: bool | None = None

    @model_validator(mode="after")
    def _nesterov_has_momentum(self) -> "Sgd":
        if self.nesterov and not self.momentum:
            raise ValueError("nesterov should go with a momentum over 0")
        return self


class Adam(Block):
    """torch.optim.Adam or AdamW."""

    kind: Literal["adam", "adamw"]
    betas: Annotated[list[Fraction], Field(min_length=2, max_length=2)] | None = None
    eps: Epsilon | None = None
    weight_decay: NotNegative | None = None


class Adadelta(Block):
    """torch.optim.Adadelta."""

    kind: Literal["adadelta"]
    rho: Fraction | None = None
    eps: Epsilon | None = None
    weight_decay: NotNegative | None = None


Optimizer = Annotated[Sgd | Adam | Adadelta, Field(discriminator="kind")]


class Constant(Block):
    """The same learning rate throughout."""

    kind: Literal["constant"]


class Step(Block):
    """The rate times gamma after every so many epochs."""

    kind: Literal["step"]
    every: Count  # epochs
    gamma: Decay


class Exponential(Block):
    """The rate times gamma after every epoch."""

    kind: Literal["exponential"]
    gamma: Decay


class Cosine(Block):
    """Half a cosine from the learning rate to zero, step by step."""

    kind: Literal["cosine"]


class OneCycle(Block):
    """Up to the learning rate and down to almost zero (Smith & Topin 2018), step by step."""

    kind: Literal["one_cycle"]
    warmup: Annotated[float, Field(gt=0, lt=1)]  # share of the steps


Schedule = Annotated[Constant | Step | Exponential | Cosine | OneCycle, Field(discriminator="kind")]


class Augmentation(Block):
    """The largest distortions of a training image, to either side."""

    rotation: Annotated[float, Field(ge=0, le=180)]  # degrees
    scale: Fraction  # of the size
    shear: NotNegative  # of the height, sideways
    shift: NotNegative  # pixels
    elastic: NotNegative  # pixels; standard deviation of a grid of displacements


class SavedFile(Block):
    """A file of the user's, with the checksum that keeps what starts from it reproducible."""

    path: Text
    sha256: Sha256


class Start(Block):
    """What to go on training from in place of a seeded initialisation."""

    weights: SavedFile
    optimizer: SavedFile | None


class Training(Block):
    """How one network is trained."""

    optimizer: Optimizer
    learning_rate: Positive
    schedule: Schedule
    augmentation: Augmentation | None
    label_smoothing: Fraction
    ema: Fraction | None  # decay, per step, of a moving average of the weights
    batch_size: Count  # images, of all processes together
    accumulation: Count  # parts that a batch is taken in, one after the other
    epochs: Count
    seed: Seed
    device: Device
    threads: Threads
    precision: Literal["float32", "bfloat16"]
    channels_last: bool
    fast_layers: bool
    log_interval: Count  # steps
    save_optimizer: bool
    start_from: Start | None
